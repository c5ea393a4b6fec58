"""Where somebody may write something beside a form: parts of an address, what it asks for, headers, cookies, small buttons."""

import inspect
import re
from urllib.parse import quote

from django.urls import get_resolver
from django.urls.converters import IntConverter, StringConverter

from access.forms.filters import Filters
from access.routes import ROUTES
from earlyhelp.govuk import DateField
from earlyhelp.govuk.dates import PARTS
from tests.hostile.sending import raw
from tests.regressions.filling import _patterns

LONGEST = 4_000  # of an address: the server takes no longer line
ASKED = re.compile(r"""GET\.(?:get|getlist)\(\s*"(\w+)"|"(\w+)" in self\.request\.GET""")
FORMS = re.compile(r"(\w+)\(self\.request\.GET if ")
OURS = ("access", "cases", "consent", "sharing", "retention", "earlyhelp")
HEADERS = [
    *(
        "HTTP_HOST",
        "HTTP_REFERER",
        "HTTP_ORIGIN",
        "HTTP_USER_AGENT",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_COOKIE",
    ),
    *(
        "HTTP_ACCEPT_ENCODING",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_FORWARDED",
    ),
    *(
        "HTTP_X_REQUEST_ID",
        "HTTP_X_CORRELATION_ID",
        "HTTP_X_TYPING",
        "HTTP_X_REQUESTED_WITH",
        "HTTP_X_CSRFTOKEN",
        "HTTP_RANGE",
    ),
    *(
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_NONE_MATCH",
        "HTTP_AUTHORIZATION",
        "HTTP_CONTENT_ENCODING",
        "HTTP_EXPECT",
        "HTTP_DATE",
    ),
]
METHODS = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "EHX", "get", "G" * 300]


def patterns():
    """Every page's name with its pattern and the class that answers."""
    for app, pattern in _patterns(get_resolver(), ""):
        name = f"{app}:{pattern.name}" if app else pattern.name
        if name in ROUTES:
            yield name, pattern.pattern, getattr(pattern.callback, "view_class", None)


def parts_of(pattern):
    """What stands in an address, in its order."""
    return list(pattern.converters) or list(pattern.regex.groupindex)


def free_parts():
    """Pages and the parts of their address that take any text or any number."""
    return [
        (name, part)
        for name, pattern, _view in patterns()
        for part in parts_of(pattern)
        if type(pattern.converters.get(part, StringConverter())) in (StringConverter, IntConverter)
    ]


def asked(view):
    """What a page reads in its address after the question mark, as its own source and that of what it is made of says."""
    return sorted(named_in(view) | {box for form in filters_of(view) for box in boxes(form)})


def asks(view):
    """Whether it reads anything there; known without a database."""
    return bool(named_in(view) or filters_of(view))


def _sources(view):
    """The classes of ours that a page is made of, with their text."""
    ours = [one for one in view.__mro__ if one.__module__.split(".")[0] in OURS] if view else []
    return [(one, inspect.getsource(one)) for one in ours]


def named_in(view):
    found = set()
    for _one, source in _sources(view):
        found |= {name for names in ASKED.findall(source) for name in names if name}
        found |= {"page"} if "numbered(" in source else set()
    return found


def filters_of(view):
    """The forms that a page fills from its address."""
    named = {getattr(inspect.getmodule(one), form) for one, source in _sources(view) for form in FORMS.findall(source)}
    own = getattr(view, "form_class", None)
    return named | ({own} if inspect.isclass(own) and issubclass(own, Filters) else set())


def boxes(form):
    """The names that a form of filters reads."""
    return [
        box
        for name, field in form().fields.items()
        for box in ([f"{name}_{part}" for part in PARTS] if isinstance(field, DateField) else [name])
    ]


def in_address(value):
    """As it stands in an address: what has a meaning there is written as a number."""
    return quote(raw(value), safe="")
