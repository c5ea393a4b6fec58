"""What would be noticed if a check were missing: the core with one thing changed at a time, and the tests that must then fail."""
