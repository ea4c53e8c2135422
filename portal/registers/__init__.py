"""Registers: the yearly figures that texts show, and what the portal says of its operator.

Each is one file of `content/` (figures.yaml, site.yaml), kept here in numbered versions and edited as a form.
"""
