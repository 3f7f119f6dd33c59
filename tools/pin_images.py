"""Write down which image each tag of the catalogue means today: `make pin-images`.

AWS repoints the tags of its prebuilt containers when it patches them. The digests go into `<organisation's
file>.images.json`, are reviewed as any other change, and stand in the contract from the next deployment on. Run it
again to take up patches. Needs credentials of an account in the region that may read from ECR, and nothing else.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.catalogue.frameworks import PrebuiltFramework, frameworks_in
from mlplatform.settings import ConfigurationError, load_organisation
from mlplatform.settings.image_pins import pins_file

MANIFESTS = [
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
]
"""Every form of an image, so that the digest is that of the tag itself."""

Digests = dict[str, dict[str, str]]


class CannotPinError(Exception):
    """A tag that could not be looked up."""


def digests_of(region: str, ecr: Any) -> dict[str, str]:
    """Every image of the catalogue in a region, `repository:tag`, and its digest; `ecr` is the region's client."""
    return {
        f"{repository}:{tag}": _digest(ecr, account, repository, tag)
        for framework in frameworks_in(region)
        for account, repository, tag in _tags(framework, region)
    }


def _tags(framework: PrebuiltFramework, region: str) -> list[tuple[str, str, str]]:
    account = framework.account(region)
    if account is None:
        return []
    found = {(account, image.repository, tag) for image in framework.images.values() for tag in image.tags.values()}
    return sorted(found)


def _digest(ecr: Any, account: str, repository: str, tag: str) -> str:
    name = f"{account}/{repository}:{tag}"
    try:
        found = ecr.batch_get_image(
            registryId=account, repositoryName=repository, imageIds=[{"imageTag": tag}], acceptedMediaTypes=MANIFESTS
        )
    except (BotoCoreError, ClientError) as error:
        raise CannotPinError(f"{name}: {error}") from error
    if not found["images"]:
        reasons = ", ".join(failure.get("failureReason", "?") for failure in found.get("failures", []))
        raise CannotPinError(
            f"{name}: not there ({reasons}). Its place in mlplatform/catalogue/frameworks.py is wrong."
        )
    return str(found["images"][0]["imageId"]["imageDigest"])


def rendered(digests: Digests) -> str:
    """The file's text: the same digests give the same bytes."""
    return json.dumps(digests, indent=2, sort_keys=True) + "\n"


def changes(before: Mapping[str, str], after: Digests) -> list[str]:
    """A line for each image whose digest is new."""
    return [
        f"{region} {image}: {before.get(f'{region}/{image}', 'not pinned')} -> {digest}"
        for region, images in sorted(after.items())
        for image, digest in sorted(images.items())
        if before.get(f"{region}/{image}") != digest
    ]


def pin(config: Path, *, dry_run: bool, client: Callable[[str], Any]) -> list[str]:
    """Look every tag up and write the file, unless it is a dry run; the lines say what changes.

    Args:
        client: Makes the ECR client of a region.
    """
    organisation = load_organisation(config)
    regions = sorted({environment.region for environment in organisation.environments if environment.region})
    if not regions:
        raise CannotPinError(f"{config} names no region, and digests are looked up in one. Add account and region.")
    after = {region: digests_of(region, client(region)) for region in regions}
    if not dry_run:
        pins_file(config).write_text(rendered(after))
    return changes(organisation.image_pins.digests, after)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make pin-images", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("config", type=Path, help="the organisation's file")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    parsed = parser.parse_args(arguments)
    try:
        lines = pin(
            parsed.config, dry_run=parsed.dry_run, client=lambda region: boto3.client("ecr", region_name=region)
        )
    except (CannotPinError, ConfigurationError) as error:
        sys.stderr.write(f"{error}\nNothing was written.\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines) or "Every image is pinned as it is.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
