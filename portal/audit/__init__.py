"""Audit: who did what to which thing, as typed events that nobody changes."""
