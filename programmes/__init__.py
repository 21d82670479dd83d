"""The catalogue of Moscow's industrial-support programmes."""
