"""Watch: whether the addresses that the catalogue names open; never into the network inside."""
