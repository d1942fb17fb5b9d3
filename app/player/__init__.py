"""The trace player: traces travel to the page once, everything else happens there."""
