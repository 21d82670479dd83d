"""What follows from the records and moves with them: index, rows, digests, dates, version."""
