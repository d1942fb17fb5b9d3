from pathlib import Path

import pytest


@pytest.fixture
def stories_file(tmp_path: Path) -> Path:
    file = tmp_path / "stories.txt"
    stories = [f"Story {number} is here. It is good. The end of it." for number in range(200)]
    file.write_text("\n<|endoftext|>\n".join(stories) + "\n<|endoftext|>\n")
    return file
