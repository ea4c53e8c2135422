"""Checklists as companies work through them: runs, answers, and the figures that follow.

A *run* is one company's way through a checklist, made with its first answer. An *answer* is the present state of
one item; each *change* of it is kept. A checklist is *begun* when it has a run, *finished* by a button when nothing
is open, and *put aside* when the company says that it does not matter at present.
"""
