"""The JSON schema of an organisation's file, for editors: generated from the models, kept current by a test."""

import json

from .organisation import OrganisationFile


def schema_text() -> str:
    """The schema as it stands in config/schema.json."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **OrganisationFile.model_json_schema(),
        "title": "An organisation's machine-learning platform",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
