"""What editors wrote of a record, and its way to the public."""
