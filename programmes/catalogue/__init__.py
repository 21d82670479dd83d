"""The catalogue: a question understood or refused, answered from one version of the records."""
