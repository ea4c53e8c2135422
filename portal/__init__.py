"""The onboarding toolkit portal of a Welcome Service.

Companies work through welcome-culture checklists, for themselves and for each international hire, and ask
the Welcome Service for advice; its consultants see the progress and answer; editors keep the texts true.
Each folder is an area of that sentence; `docs/architecture.md` follows one request through them.
"""
