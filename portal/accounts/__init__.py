"""Accounts: people who log in, their roles at the service, their log-ins, links to set a password."""
