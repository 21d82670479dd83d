"""The WSGI application that gunicorn serves."""

from django.core.wsgi import get_wsgi_application

from . import environment

environment.serve_visitors()
application = get_wsgi_application()
