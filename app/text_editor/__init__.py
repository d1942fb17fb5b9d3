"""The text editor of the Write page."""
