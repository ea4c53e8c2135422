"""What a company takes along: a checklist with its answers, and its next steps, as PDF.

Templates (`templates/*.typ`) say how it looks, views what it says in the reader's language; the typesetting itself
is in `portal.web.typesetting`.
"""
