"""A table that somebody brings, read with mistrust and at a bounded cost."""
