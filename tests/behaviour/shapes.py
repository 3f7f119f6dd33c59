"""What a statement is whatever team, project or resource it is about, so that one proof stands for its likes."""

import json
import re
from collections.abc import Mapping
from typing import Any

from mlplatform.access import Policy, Scenes

HASH = re.compile(r"(?<=[a-zA-Z])[0-9A-F]{8}(?=[./])")
GENERATED = re.compile(r"key/[0-9a-f-]{36}|(?:subnet|sg|vpc|vpce|d)-[0-9a-f]{12,17}|-[0-9a-f]{12}(?=[\"/])")


class Shapes:
    """The names of teams and projects of an estate, and texts without them."""

    def __init__(self, scenes: Scenes) -> None:
        every = [scene.values for scope in ("team", "project") for scene in scenes.of(scope)]
        teams = {str(values["team"]) for values in every}
        projects = {str(values["project"]) for values in every if "project" in values}
        self._names = [*((name, "<project>") for name in projects), *((name, "<team>") for name in teams)]
        self._names += [(_pascal(name), shape) for name, shape in self._names]
        self._names.sort(key=lambda pair: (-len(pair[0]), pair))

    def of(self, text: str) -> str:
        """A text in which every team is `<team>`, every project `<project>`, and no name is generated."""
        text = HASH.sub("", text)
        for name, shape in self._names:
            text = text.replace(name, shape).replace(name.replace("-", "_"), shape)
        return GENERATED.sub("<generated>", text)

    def documents(self, policies: Mapping[str, Policy]) -> dict[str, dict[str, list[str]]]:
        """Shape of a policy's name to the shapes of its document, with the policies that have each."""
        found: dict[str, dict[str, list[str]]] = {}
        for name, policy in policies.items():
            document: Any = [{key: row[key] for key in sorted(row)} for row in policy.statements]
            shape = self.of(json.dumps(document))
            found.setdefault(self.of(name), {}).setdefault(shape, []).append(name)
        return found


def _pascal(name: str) -> str:
    return re.sub(r"(?:^|-)([a-z])", lambda match: match[1].upper(), name)
