"""Documents: checklists, guides, pages and offices, their revisions, and the items of a checklist."""
