"""Messages for the player that belong to one thing on screen, and are too late once something else is there."""


def addressed(screen: str, message: str) -> str:
    """A message that the player takes only while its screen bears this name.

    Args:
        screen: the key of a run, which its first message, the one that loads the lanes, gives to the screen; or the
            keys of branches that the page has arranged, with a space between two.
        message: made by `app.player.messages`.
    """
    return f'{{"screen":"{screen}","message":{message}}}'
