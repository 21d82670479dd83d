"""What operators watch: health, the log, figures for Prometheus."""
