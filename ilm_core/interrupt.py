"""Ctrl-C that waits until a step is whole."""

import signal


class Interrupt:
    """Within it, Ctrl-C only sets ``requested``, so that a step is never cut in two."""

    def __enter__(self) -> "Interrupt":
        self.requested = False
        self.previous = signal.signal(signal.SIGINT, self.request)
        return self

    def request(self, *_: object) -> None:
        """Note that the user wants to stop."""
        self.requested = True

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self.previous)
