"""HTTP around the catalogue: one spelling a question, validators, caching; pages, files, API."""
