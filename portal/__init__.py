"""The site around the catalogue: settings, addresses, health."""
