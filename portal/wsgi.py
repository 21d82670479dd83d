"""The WSGI application that gunicorn serves."""

from django.core.wsgi import get_wsgi_application

from . import environment
from .stack import with_room

environment.serve_visitors()
application = with_room(get_wsgi_application())
