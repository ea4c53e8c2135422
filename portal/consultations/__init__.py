"""Consultations: what companies ask the Welcome Service, what it answers, and what the team notes among itself.

The words of this area:

- *request*: one question of a company, with everything that both sides wrote about it.
- *state*: where it stands; *outcome*: how it ended. Waiting ends on a day, the *wake-up*.
- *message*: what one side wrote to the other. *Team note*: what only the team reads.
- *item wording*: the item that a request was asked from, as it read at that moment.
- *reason*: why a request stands in a consultant's list; derived, never stored.
- *once*: a word made with a form; the same form sent twice is one request, message or note.
"""
