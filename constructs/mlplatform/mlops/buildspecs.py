"""What the two builds of a project run (https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html)."""

import json
from pathlib import Path

PACKAGE_STEP = Path(__file__).with_name("package_step.py")
OWN_BUILD = "build.sh"
"""A repository that has it says itself how it is built and tested."""


def own_buildspec() -> str:
    """The repository's `build.sh`, else Python's own test runner."""
    command = f"if [ -f {OWN_BUILD} ]; then bash {OWN_BUILD}; else python3 -m unittest discover; fi"
    return _written({"phases": {"build": {"commands": [command]}}})


def package_buildspec() -> str:
    """The platform's own step; its source stands in the project's definition, not in the repository."""
    commands = [
        f"cat > /tmp/package_step.py <<'END_OF_STEP'\n{PACKAGE_STEP.read_text(encoding='utf-8')}END_OF_STEP",
        'lines=$(python3 /tmp/package_step.py "$STEP") && eval "$lines"',
    ]
    return _written(
        {
            "env": {"shell": "bash", "exported-variables": ["TRAINING_DIGEST", "SERVING_DIGEST"]},
            "phases": {"build": {"commands": commands}},
            "artifacts": {"files": ["release.json"], "discard-paths": "yes"},
        }
    )


def _written(body: dict[str, object]) -> str:
    """JSON is YAML, too."""
    return json.dumps({"version": "0.2", **body}, sort_keys=True)
