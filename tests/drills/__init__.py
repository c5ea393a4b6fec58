"""Faults put into a demo that is up: what stops, hangs, is full or is cut off. Each drill prints one line with its figure."""
