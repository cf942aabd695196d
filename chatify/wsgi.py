"""Django's WSGI application, which the Lambda bridge and the local server call."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
application = get_wsgi_application()
