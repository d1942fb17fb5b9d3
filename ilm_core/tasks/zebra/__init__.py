"""Zebra puzzles: who lives where on a street, from clues."""

from ilm_core.tasks.zebra.task import ZebraTask

__all__ = ["ZebraTask"]
