"""From the file to the organisation."""

import csv
import json
from pathlib import Path

from ruamel.yaml import YAML

from .organisation import Organisation, OrganisationFile
from .people import Persona, User


def load_organisation(path: Path) -> Organisation:
    """Read and validate an organisation's file and the users it names."""
    data = YAML(typ="safe", pure=True).load(path)
    file = OrganisationFile.model_validate_json(json.dumps(data))
    with (path.parent / file.users).open(newline="", encoding="utf-8-sig") as stream:
        users = tuple(
            User(name=row["user"], team=row["team"], persona=Persona(row["persona"])) for row in csv.DictReader(stream)
        )
    return Organisation.of(file, users=users)
