"""The tests: one file a surface, laws over the whole tree in laws/."""
