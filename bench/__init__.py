"""The product's own entry points beside the limit: `make bench`, or `python -m bench --size small|full`."""
