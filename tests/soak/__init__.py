"""Everything at once for an hour, workers and replicas killed: nothing wrong, nothing grows."""
