"""What all pages share, made once for each app."""

from dataclasses import dataclass

from app.exports import Exports
from app.models import ModelStore
from app.stored import StoredTraces


@dataclass(frozen=True)
class Services:
    """Models, stored traces and files to download."""

    models: ModelStore
    stored: StoredTraces
    exports: Exports
