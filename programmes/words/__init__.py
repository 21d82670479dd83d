"""Words: closed vocabularies, Russian around data, what a text, a link or a code may be."""
