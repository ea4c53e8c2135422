"""Mail: letters written into an outbox with the change they tell of, and the worker that delivers them later.

A *letter* is a row of the outbox. The *worker* hands letters to a *channel*: a mail server, or a folder of files.
"""
