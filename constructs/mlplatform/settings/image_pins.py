"""Digests of the prebuilt containers that an organisation has approved: `<its file>.images.json`, beside its file.

`make pin-images` writes the file, and it is committed: what a tag means may change, what a digest means may not.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from .base import Settings, Texts
from .source import read_text, unreadable

MOST_BYTES = 1_000_000
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
EXPECTED = 'digests by region and image, such as {"eu-west-1": {"sagemaker-xgboost:3.0-5": "sha256:..."}}'
FIX = "run `make pin-images` again, with credentials of an account in the region"


class ImagePins(Settings):
    """Digests by `region/repository:tag`."""

    digests: Texts = Field(default={}, validate_default=True)

    @classmethod
    def of(cls, by_region: Mapping[str, Mapping[str, str]]) -> "ImagePins":
        """The pins as the file has them: regions, and in them images."""
        return cls(
            digests={
                f"{region}/{image}": digest for region, images in by_region.items() for image, digest in images.items()
            }
        )

    def digest(self, region: str | None, repository: str, tag: str) -> str | None:
        """What a tag meant when it was pinned; nothing where it was not."""
        return self.digests.get(f"{region}/{repository}:{tag}") if region else None


def pins_file(organisation_file: Path) -> Path:
    """Where the pins of an organisation stand."""
    return organisation_file.with_suffix(".images.json")


def read_pins(path: Path) -> ImagePins:
    """The pins in a file, none where there is no file. Raises `UnreadableError` when it is not what it should be."""
    if not path.exists():
        return ImagePins()
    text = read_text(path, most_bytes=MOST_BYTES, noun="a JSON file of image digests")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise unreadable(file=str(path), line=error.lineno, found=error.msg, expected=EXPECTED, fix=FIX) from None
    if wrong := _wrong(found):
        raise unreadable(file=str(path), found=wrong, expected=EXPECTED, fix=FIX)
    return ImagePins.of(found)


def _wrong(found: Any) -> str | None:
    if not isinstance(found, dict) or not all(isinstance(images, dict) for images in found.values()):
        return "something else than images by region"
    digests = [(image, digest) for images in found.values() for image, digest in images.items()]
    bad = [f"{image}: {digest!r}" for image, digest in digests if not DIGEST.fullmatch(str(digest))]
    return f"no digest of {bad[0]}" if bad else None
