"""What all pages share, made once for each app."""

from dataclasses import dataclass

from app.exports import Exports
from app.models import ModelStore
from app.stored import StoredTraces

# Events that run a model wait in one queue: two at a time, whichever page they come from.
MODEL_QUEUE = {"concurrency_id": "model", "concurrency_limit": 2}


@dataclass(frozen=True)
class Services:
    """Models, stored traces and files to download."""

    models: ModelStore
    stored: StoredTraces
    exports: Exports
