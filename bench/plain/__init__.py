"""The peer: a plain Django project with login that lists the same 25 cases. No code of the product, nothing left out of Django's own."""
