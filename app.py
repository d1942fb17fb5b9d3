"""Starts the app: what ``python app.py`` and a Hugging Face Space run."""

from app.interface import build, launch


def main() -> None:
    """Serve the app until it is interrupted; the port comes from GRADIO_SERVER_PORT, else 7860."""
    launch(build())


if __name__ == "__main__":
    main()
