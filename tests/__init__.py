"""Tests of the portal: one file a surface, laws over the whole tree, browser journeys."""
