"""Words and tags of the templates."""
