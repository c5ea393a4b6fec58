"""Celery: two queues, JSON messages of keys and dates, and a beat that only ticks. What is due stands in the database."""

import os
import warnings

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earlyhelp.settings")

from django.conf import settings

if settings.ENV == "demo":  # a demo started by root, whose messages are JSON: nothing to fear from pickles
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")

app = Celery("earlyhelp")
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 600,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "max_retries": 2,
    },
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=240,
    task_default_queue="worker",
    task_create_missing_queues=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone="Europe/London",
    beat_schedule={
        "tick": {"task": "access.tick", "schedule": 5.0, "options": {"queue": "worker", "expires": 10}},
        "dispose": {
            "task": "retention.destroy_approved",
            "schedule": 5.0,
            "options": {"queue": "disposer", "expires": 10},
        },
    },
)
app.autodiscover_tasks(["access", "retention"])


@worker_init.connect
def refuse_what_is_not_safe(**kwargs: object) -> None:
    """A worker of production does not start on a demo's database, as a login that may too much, or with nowhere to put its anchors.

    It ends the process itself: what else is raised here Celery notes and passes over.
    """
    from access.audit.anchors import refuse_without_target
    from earlyhelp.database.starting import refuse_in_production

    try:
        refuse_in_production()
        if settings.LOGIN == "worker":
            refuse_without_target()
    except Exception as error:
        raise SystemExit(f"The worker does not start: {error}") from error
