"""What a visitor is told when something goes wrong: one plain sentence, whatever it was."""

import logging

UNEXPECTED = "Something went wrong on the server, which has noted it; please try again."
QUEUE_FULL = "Too many runs wait at the moment; please try again in a minute."
log = logging.getLogger(__name__)


def sentence_for(fault: Exception) -> str:
    """What is said of a fault that is being handled.

    Args:
        fault: a plain ``ValueError`` bears a sentence that was written for visitors. Anything else, a library's own
            kind of ``ValueError`` included, goes to the server's log with its traceback, and nowhere else.
    """
    if type(fault) is ValueError:
        return str(fault)
    log.error("An unexpected fault.", exc_info=fault)
    return UNEXPECTED
