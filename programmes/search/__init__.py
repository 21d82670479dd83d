"""Search: words in, dictionary forms the index knows out; what matches them, best first."""
