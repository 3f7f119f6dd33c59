"""What the pipeline's own build step does, before and after training. Runs in CodeBuild; needs the AWS command line.

    python3 package_step.py pin        which images the run uses: digests, as lines for a shell
    python3 package_step.py release    what is released: release.json, the parameters of the release template

Fixed by the platform: nothing of a project's repository decides which image or which model goes to production.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Call = Callable[..., Any]
MANIFESTS = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
)
"""Every form of an image, so that the digest is that of the tag itself."""


def aws(*arguments: str) -> Any:
    """The answer of an AWS API."""
    command = ["aws", *arguments, "--output", "json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603


def pin(environment: Mapping[str, str], call: Call) -> list[str]:
    """Digests of the images that train and serve: as the organisation has pinned them, else what the tags mean now."""
    return [f"export {image}_DIGEST={_digest(environment, image, call)}" for image in ("TRAINING", "SERVING")]


def _digest(environment: Mapping[str, str], image: str, call: Call) -> str:
    if pinned := environment.get(f"{image}_PINNED"):
        return pinned
    account, repository, tag = (environment[f"{image}_{part}"] for part in ("ACCOUNT", "REPOSITORY", "TAG"))
    of_tag = ("--registry-id", account, "--repository-name", repository, "--image-ids", f"imageTag={tag}")
    answer = call("ecr", "batch-get-image", *of_tag, "--accepted-media-types", *MANIFESTS)
    if not answer["images"]:
        raise SystemExit(f"{account}/{repository} has no image {tag}: {answer.get('failures')}")
    return str(answer["images"][0]["imageId"]["imageDigest"])


def release(environment: Mapping[str, str], call: Call, folder: Path) -> dict[str, str]:
    """The parameters of the release: the package that the run registered, its image, its files."""
    [answer] = sorted(folder.glob("*.json"))
    package = json.loads(answer.read_text())["ModelPackageArn"]
    described = call("sagemaker", "describe-model-package", "--model-package-name", package)
    [container] = described["InferenceSpecification"]["Containers"]
    image, _, digest = container["Image"].partition("@")
    if not digest.startswith("sha256:"):
        raise SystemExit(f"{package} names the image {image} without a digest; register it with one.")
    version = package.rpartition("/")[2]
    return {
        "Release": f"{version}-{environment['EXECUTION'][:8]}",
        "ModelPackageArn": package,
        "ImageDigest": digest,
        "ModelData": container["ModelDataUrl"],
    }


def main(step: str) -> None:
    if step == "pin":
        print("\n".join(pin(os.environ, aws)))
    elif step == "release":
        parameters = release(os.environ, aws, Path())
        Path("release.json").write_text(json.dumps({"Parameters": parameters}, indent=2, sort_keys=True))
    else:
        raise SystemExit(f"STEP is {step!r}; expected pin or release.")


if __name__ == "__main__":
    main(sys.argv[1])
