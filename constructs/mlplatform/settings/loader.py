"""From the file to the organisation: everything that is wrong with it in one report."""

import json
from pathlib import Path

from pydantic import ValidationError

from . import rules
from .document import Document
from .draft import Draft
from .image_pins import ImagePins, pins_file, read_pins
from .mistakes import ConfigurationError
from .organisation import Organisation, OrganisationFile
from .parse import parse
from .roster import Roster, read_roster
from .source import UnreadableError, read_text
from .wording import report_error

MOST_BYTES = 1_000_000


def load_organisation(path: Path) -> Organisation:
    """Read and validate an organisation's file and the CSV of users that it names.

    Raises `ConfigurationError`, whose text is the whole report, when anything is wrong with them.
    """
    try:
        text = read_text(path, most_bytes=MOST_BYTES, noun="an organisation's YAML file")
        document = parse(text, file=str(path))
    except UnreadableError as error:
        raise ConfigurationError(file=str(path), mistakes=[error.mistake]) from None
    file = _validate(document)
    roster = _roster(document, path)
    pins = _pins(document, path)
    rules.check(Draft.of(document, roster=roster))
    if document.mistakes or file is None or roster is None or pins is None:
        raise ConfigurationError(file=str(path), mistakes=document.mistakes)
    return Organisation.of(file, users=tuple(user for _, user in roster.users), image_pins=pins)


def _validate(document: Document) -> OrganisationFile | None:
    """The file as a model. It goes in as JSON: there pydantic is strict and yet takes lists for tuples."""
    try:
        return OrganisationFile.model_validate_json(json.dumps(document.root.plain()))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            report_error(details, document=document)
        return None


def _pins(document: Document, path: Path) -> ImagePins | None:
    try:
        return read_pins(pins_file(path))
    except UnreadableError as error:
        document.mistakes.append(error.mistake)
        return None


def _roster(document: Document, path: Path) -> Roster | None:
    node = document.node(("users",))
    if node is None or not isinstance(node.scalar, str):
        return None
    try:
        roster = read_roster(path.parent / node.scalar, teams=dict.fromkeys(document.texts("teams", "name").values()))
    except UnreadableError as error:
        document.mistakes.append(error.mistake)
        return None
    document.mistakes += roster.mistakes
    return roster
