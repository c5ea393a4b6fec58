"""Empty, and needed: without it Django never tells this app that migrations have run."""
