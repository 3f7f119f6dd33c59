"""Kinds of changes between a baseline and an assembly: what each means, and how loudly the page says it.

Which of them need a reviewer the organisation's file says (`compliance.reviewed_changes`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Weight = Literal["danger", "review", "information"]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a change is about, how loudly the page says it."""

    means: str
    weight: Weight


KINDS: Mapping[str, Kind] = {
    "replaced": Kind(means="A stateful resource would be replaced: what it holds is lost.", weight="danger"),
    "deleted": Kind(means="A stateful resource would be removed.", weight="danger"),
    "internet": Kind(means="A route, rule or setting opens something to the internet.", weight="danger"),
    "permission-gained": Kind(means="A role may do what it could not.", weight="review"),
    "permission-lost": Kind(means="A role may no longer do what it could.", weight="information"),
    "trust": Kind(means="Who may take a role.", weight="review"),
    "guard-rail": Kind(
        means="What a policy denies is gone, narrower or different, and another lock still holds.", weight="review"
    ),
    "route": Kind(means="Where traffic goes.", weight="review"),
    "rule": Kind(means="A rule of a security group.", weight="review"),
    "endpoint": Kind(means="An endpoint of the network, or its policy.", weight="review"),
    "key": Kind(means="A key: who administers or uses it, rotation, what it encrypts.", weight="review"),
    "store": Kind(means="A store of data: encryption, retention, what happens on deletion, backup.", weight="review"),
    "exception": Kind(means="A finding that is accepted, or no longer.", weight="review"),
    "control": Kind(means="A control passes, or no longer.", weight="review"),
    "user": Kind(means="A person comes or goes, or is something else in a team.", weight="information"),
    "resource": Kind(means="Any other resource that is new, gone or different.", weight="information"),
}
