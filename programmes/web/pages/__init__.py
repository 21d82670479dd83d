"""The pages for people, the gallery, and what programs read before they look around."""
