"""HTTP around every answer: headers, compression, refusals, errors, query strings."""
