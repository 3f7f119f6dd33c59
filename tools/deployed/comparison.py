"""One environment: its part of the lock file against the templates that its stacks were deployed with."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mlplatform.lock import Lock, Synthesized, take
from mlplatform.lock.changes import Change, Kind, changes
from mlplatform.lock.file import Held, LockedEnvironment, LockedStack
from mlplatform.lock.references import Place
from tools.deployed import wording
from tools.deployed.stacks import Deployed
from tools.preflight.checked import Finding, fine, look

SHARD = re.compile(r".*-Users-(?P<domain>[a-z0-9-]+)-(?P<number>\d+)")
SHARD_COUNTS = (1, 4, 16, 64)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An environment as the lock holds it, and as it is deployed.

    Args:
        config: The organisation's file, for the words of what to do.
        stacks: Its deployed stacks, by name.
    """

    config: str
    environment: str
    locked: Lock
    stacks: Mapping[str, Deployed]

    def findings(self) -> Iterator[Finding]:
        """Everything that differs; one line that nothing does."""
        if self.environment not in self.locked.environments:
            yield self._unlocked_environment()
            return
        if not self.stacks:
            yield fine(self.environment, "nothing of it is deployed yet: the first deployment makes everything")
            return
        found = [*self._changes(), *self._other_names(), *self._not_in_the_lock()]
        yield from found
        if not found:
            yield fine(self.environment, f"{len(self.stacks)} stacks hold what the lock file says")

    def resources(self) -> Iterator[tuple[Place, Held, str]]:
        """What is deployed of what must not be lost, with its physical id. People's profiles are counted elsewhere."""
        for stack, content in self._now.stacks.items():
            for logical_id, held in content.resources.items():
                if physical := self.stacks[stack].physical.get(logical_id):
                    yield f"{stack}/{logical_id}", held, physical

    @property
    def passing(self) -> int:
        """Profiles and private spaces that are deployed."""
        stacks = self._now.stacks.values()
        return sum(len(digests) for stack in stacks for digests in stack.passing.values())

    @cached_property
    def _deployed(self) -> Lock:
        """The lock of what is deployed, by the same rules as `make lock` writes one.

        A resource that the template has and CloudFormation has not is left out: its stack never got that far.
        """
        bodies = {
            name: {
                **stack.body,
                "Resources": {k: v for k, v in stack.body.get("Resources", {}).items() if k in stack.physical},
            }
            for name, stack in self.stacks.items()
        }
        organisation = self.locked.organisation
        return take(Synthesized(organisation=organisation, shards={self.environment: self._shards}, bodies=bodies))

    @property
    def _locked(self) -> LockedEnvironment:
        return self.locked.environments[self.environment]

    @property
    def _now(self) -> LockedEnvironment:
        return self._deployed.environments[self.environment]

    @property
    def _shards(self) -> dict[str, int]:
        """User shards of each domain as they are deployed; as the lock has them where a deployment is unfinished."""
        numbers: dict[str, set[int]] = defaultdict(set)
        for name in self.stacks:
            if match := SHARD.fullmatch(name):
                numbers[match["domain"]].add(int(match["number"]))
        return {
            domain: len(found)
            for domain, found in numbers.items()
            if len(found) in SHARD_COUNTS and found == set(range(len(found)))
        }

    @cached_property
    def _found(self) -> list[Change]:
        """Changes of deployed stacks. One that is not deployed was renamed into by nothing that happens to be alike."""
        stacks = {name: stack for name, stack in self._locked.stacks.items() if name in self.stacks}
        environment = self._locked.model_copy(update={"stacks": stacks})
        held = self.locked.model_copy(update={"environments": {self.environment: environment}})
        return changes(held, self._deployed, environments=frozenset(held.environments), renamed={})

    def _changes(self) -> Iterator[Finding]:
        profiles: dict[tuple[str, str, tuple[str, ...]], list[Change]] = defaultdict(list)
        for change in self._found:
            stack = change.what.partition("/")[0]
            if change.kind is Kind.REPLACED and change.held is None:
                profiles[stack, change.type, change.differs].append(change)
            else:
                yield wording.changed(change, self.config)
        for stack, content in self._locked.stacks.items():
            if stack not in self.stacks:
                yield wording.stack_missing(stack, content)
        for alike in profiles.values():
            yield wording.profiles_differ(alike, self.config)

    def _other_names(self) -> Iterator[Finding]:
        """Names that others know a resource by, and that CloudFormation could change without a replacement."""
        replaced = {change.what for change in self._found if change.kind is Kind.REPLACED}
        for stack, content in self._locked.stacks.items():
            now = self._now.stacks.get(stack, LockedStack()).resources
            for logical_id, held in content.resources.items():
                found, place = now.get(logical_id), f"{stack}/{logical_id}"
                if found and found.name != held.name and found.type == held.type and place not in replaced:
                    yield wording.named_otherwise(place, held, found, self.config)

    def _not_in_the_lock(self) -> Iterator[Finding]:
        locked = self._locked.stacks
        renamed = {change.to for change in self._found}
        for place, held, physical in self.resources():
            stack, _, logical_id = place.partition("/")
            known = stack in locked and logical_id in locked[stack].resources
            if not known and place not in renamed:
                yield wording.unlocked(place, held, physical, self.config)

    def _unlocked_environment(self) -> Finding:
        held = len(list(self.resources()))
        if not held:
            return look(self.environment, "neither in the lock file nor deployed", f"make lock ORG={self.config}")
        return wording.nothing_locked(self.environment, held, self.config)
