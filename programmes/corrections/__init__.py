"""Corrections: what visitors say is wrong or missing, on its way to an editor and back."""
