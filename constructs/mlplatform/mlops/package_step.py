"""What the pipeline's own build step does, before and after training. Runs in CodeBuild; needs the AWS command line.

    python3 package_step.py pin        which images the run uses: the digests of today's tag, as lines for a shell
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


def aws(*arguments: str) -> Any:
    """The answer of an AWS API."""
    command = ["aws", *arguments, "--output", "json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603


def pin(environment: Mapping[str, str], call: Call) -> list[str]:
    """Digests of the training and the serving image that the framework's tag means now."""
    lines = []
    for image in ("TRAINING", "SERVING"):
        wanted = (
            "--repository-name",
            environment[f"{image}_REPOSITORY"],
            "--image-ids",
            f"imageTag={environment['TAG']}",
        )
        [found] = call("ecr", "describe-images", *wanted)["imageDetails"]
        lines.append(f"export {image}_DIGEST={found['imageDigest']}")
    return lines


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
