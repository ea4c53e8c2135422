"""What one does with letters: write them into the outbox, and look after those that do not arrive.

`outbox` is for everybody who has something to tell, `recall` for what is not true any more, `transit` for the worker,
`stuck` for administrators.
"""

from portal.mail.queries import StuckMail
from portal.mail.rendering import link, render
from portal.mail.service.outbox import enqueue, write
from portal.mail.service.recall import stand_in_line, take_out
from portal.mail.service.stuck import NoSuchMail, StuckPage, drop, send_again, stuck_page

__all__ = [
    "NoSuchMail",
    "StuckMail",
    "StuckPage",
    "drop",
    "enqueue",
    "link",
    "render",
    "send_again",
    "stand_in_line",
    "stuck_page",
    "take_out",
    "write",
]
