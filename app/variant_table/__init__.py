"""The table that compares several runs on one text."""
