"""What retention/ puts into places on lower pages."""

from datetime import date
from typing import Any

from django.urls import reverse

from access.models import Staff
from access.slots import Job
from cases.models import Case
from retention.operations import large, overview, sentences
from retention.operations.decisions import APPROVE


def keeping_tab(case: object) -> tuple[str, str]:
    return "Keeping", "retention:case_retention"


def disposal_line(case: Case) -> dict[str, Any]:
    """After closing: until when the record is kept."""
    words = sentences.short(case)
    return {"disposal": words} if words else {}


def closing_preview(case: Case, on: date, outcome: str) -> list[str]:
    return sentences.preview(case, on, outcome)


def jobs_of(staff: Staff) -> list[Job]:
    """For records managers: lists that wait for their approval, and a list that was too large to make without asking."""
    if not any(APPROVE in role.may for role in staff.known_roles):
        return []
    lists, asked, records = overview.waiting_for(staff.user), large.waiting() is not None, reverse("retention:records")
    found = [
        Job(
            "list of records to destroy waits for your approval",
            "lists of records to destroy wait for your approval",
            lists,
            f"{records}#waiting",
        ),
        Job(
            "question about an unusually large list",
            "questions about unusually large lists",
            int(asked),
            f"{records}#asked",
        ),
    ]
    return [job for job in found if job.count]
