"""The lock file: what it holds, and reading one that may be broken or another organisation's."""

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from mlplatform.settings.mistakes import ConfigurationError
from mlplatform.settings.source import UnreadableError, read_text, unreadable

FORMAT = 1
DIGEST = "digest"
MOST_BYTES = 20_000_000
"""Ten thousand users take about one."""

_NOUN = "the lock file of an organisation"
_RESTORE = "restore it from version control (git checkout -- {path}); `make lock` writes it, nobody else"
_ANEW = "If nothing of it was ever deployed: `make lock ANEW=1 ORG={config}`"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Held(_Part):
    """One stateful resource. `kept`: it stays in AWS when its stack lets go of it."""

    type: str
    path: str = ""
    name: JsonValue = None
    kept: bool = False
    create_only: dict[str, JsonValue] = Field(default={})


class LockedStack(_Part):
    """One stack. `passing`: what comes and goes with people, by type and logical id, with a digest of each value."""

    resources: dict[str, Held] = Field(default={})
    passing: dict[str, dict[str, str]] = Field(default={})


class LockedEnvironment(_Part):
    """One environment. `shards`: user shards of each Studio domain."""

    shards: dict[str, int]
    stacks: dict[str, LockedStack]


class Lock(_Part):
    """What must not be lost. `create_only`: the properties whose values are held here, for each type in use."""

    format: Literal[1]
    organisation: str
    create_only: dict[str, tuple[str, ...]]
    environments: dict[str, LockedEnvironment]

    def text(self) -> str:
        """The file: same lock, same bytes; one resource's value a line, so that a difference can be reviewed."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        signed = {**content, DIGEST: digest(content)}
        return json.dumps(signed, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def lock_path(config: Path) -> Path:
    """The lock of an organisation's file stands beside it: acme.yaml, acme.lock.json."""
    return config.with_suffix(".lock.json")


def digest(content: dict[str, Any]) -> str:
    """What tells a file that was edited by hand."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def read_lock(config: Path, *, organisation: str) -> Lock | None:
    """The lock beside an organisation's file, None where there is none yet.

    Raises `ConfigurationError`, whose text is the whole report, for a file that is not this organisation's lock.
    """
    path = lock_path(config)
    if not path.exists():
        return None
    try:
        return _read(path, config=config, organisation=organisation)
    except UnreadableError as error:
        raise ConfigurationError(file=str(path), mistakes=[error.mistake]) from None


def _read(path: Path, *, config: Path, organisation: str) -> Lock:
    file, restore = str(path), _RESTORE.format(path=path)
    content = _json(read_text(path, most_bytes=MOST_BYTES, noun=_NOUN), file=file)
    if content.get("format") != FORMAT:
        raise unreadable(
            file=file,
            key="format",
            found=f"format {str(content.get('format', 'nothing'))[:40]}",
            expected=f"format {FORMAT}, which this release reads and writes",
            fix=f"check out the release that wrote it, or {restore}",
        )
    if content.pop(DIGEST, None) != digest(content):
        raise unreadable(
            file=file,
            key=DIGEST,
            found="content that is not what `make lock` wrote: it was edited by hand, or two versions were merged",
            expected="the digest of the content",
            fix=f"{restore}. What is meant to go is named in moves: of {config}. After a merge take either side, then "
            f"`make lock ORG={config}`",
        )
    if content.get("organisation") != organisation:
        raise unreadable(
            file=file,
            key="organisation",
            found=f"the lock of the organisation {str(content.get('organisation'))[:40]}",
            expected=f"the lock of {organisation}, as {config} names it",
            fix="give the organisation its old name back: every stack and many resources carry it, so another name "
            f"makes a second platform and leaves the first one behind. {_ANEW.format(config=config)}",
        )
    return _lock(content, file=file, fix=restore)


def _json(text: str, *, file: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        merge = "<<<<<<<" in text
        raise unreadable(
            file=file,
            line=error.lineno if isinstance(error, json.JSONDecodeError) else 1,
            found="the marks of a merge" if merge else f"no JSON: {str(error)[:80]}",
            expected=_NOUN,
            fix="take either side of the merge, then `make lock`" if merge else _RESTORE.format(path=file),
        ) from None
    if not isinstance(content, dict):
        fix = _RESTORE.format(path=file)
        raise unreadable(file=file, found=f"a {type(content).__name__}", expected=_NOUN, fix=fix)
    return content


def _lock(content: dict[str, Any], *, file: str, fix: str) -> Lock:
    try:
        return Lock.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))[:200]
        raise unreadable(file=file, key=key, found=first["msg"], expected=_NOUN, fix=fix) from None
