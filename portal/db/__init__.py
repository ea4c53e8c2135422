"""Rows: the declarative model, column types, sessions, and the scope of one company."""
