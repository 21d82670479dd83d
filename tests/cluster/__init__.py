"""Three machines under Patroni on the loopback, broken on purpose; every answer counted."""
