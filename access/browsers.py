"""Which family of browsers a request came from: enough to know one's own again, and no more."""

FAMILIES = (  # the first that fits: most of them also call themselves by the names further down
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def family(user_agent: str) -> str:
    """The browser's name as people know it, or 'Another browser'."""
    return next((name for mark, name in FAMILIES if mark in user_agent), "Another browser")
