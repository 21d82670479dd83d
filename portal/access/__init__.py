"""Who comes into the desk: passwords, codes, sessions, and what the log says of them."""
