"""Due dates in people's own calendars: one secret address for each person, read by their calendar program.

Whoever holds the address reads the dates, so only its owner is shown it, its row does not betray it, and it can be
revoked. What it holds is decided at each reading: an account that is switched off or a membership that has ended says
nothing more.
"""
