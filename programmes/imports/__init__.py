"""Into the catalogue: tables that editors bring, and the fixtures."""
