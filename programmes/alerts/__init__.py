"""Alerts: any question followed by mail, without an account; people's addresses live apart."""
