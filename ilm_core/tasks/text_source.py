"""Where the stories come from: a file, or TinyStories on the Hugging Face Hub.

TinyStories (Eldan and Li 2023) is given out under CDLA-Sharing-1.0.
"""

from pathlib import Path

DATA = Path(__file__).parent.parent.parent / "data" / "tinystories" / "train.txt"  # git ignores this folder
ON_THE_HUB = "datasets/roneneldan/TinyStories/TinyStories-train.txt"
BYTES = 16_000_000  # of its 2 GB, as much as the shipped models have learned from and a little more
SEPARATOR = b"<|endoftext|>"


def fetch_stories(file: Path = DATA) -> None:
    """Write the first stories of TinyStories to a file, if it is not there yet.

    Raises:
        ValueError: with one sentence, if the Hub cannot be reached.
    """
    if file.is_file():
        return
    try:
        from huggingface_hub import HfFileSystem

        text = HfFileSystem().cat_file(ON_THE_HUB, start=0, end=BYTES)
    except Exception:  # no network, no package, or the Hub says no: many kinds of error
        raise ValueError(
            "There is no text to learn from, and TinyStories cannot be downloaded: give a file with --data."
        ) from None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text[: text.rfind(SEPARATOR)])  # whole stories only
