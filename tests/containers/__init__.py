"""The image and the compose file, built and started without a registry."""
