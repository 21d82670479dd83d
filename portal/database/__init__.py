"""The database: a connection that notices silence, one consistent reading."""
