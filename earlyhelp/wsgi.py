"""The web process's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from access.readable import whole_bodies
from earlyhelp.database.starting import refuse_in_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earlyhelp.settings")
application = whole_bodies(get_wsgi_application())
refuse_in_production()
gc.freeze()  # what a worker has loaded by now stays: going through it again and again made one page in twenty slow
