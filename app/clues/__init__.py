"""The clue editor of zebra puzzles."""
