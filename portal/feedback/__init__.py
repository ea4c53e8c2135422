"""Feedback: whether a guide helped, in the words of who read it. Nobody's name is kept with it."""
