from tests.browser import achieving, browser_of_tests, durham

__all__ = ["achieving", "browser_of_tests", "durham"]
