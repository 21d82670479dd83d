"""The portal under fire: real servers on loopback, broken on purpose, every answer counted."""
