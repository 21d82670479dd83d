"""Tasks: what waits for somebody at the desk, for its first page and for a letter once a week."""
