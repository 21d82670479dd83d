"""Rules over the whole tree; each has a twin test that shows it failing."""
