"""What `attach` leaves at an App for `acknowledge`: the packs that run, and the reasons given so far."""

from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from constructs import IConstruct

from .decisions import DEFAULT_FOLDER
from .error import ComplianceError
from .ids import RuleId
from .reasons import Reason
from .requirements import requirement_of


@dataclass
class Attachment:
    """State of one App. An App without `attach` (a unit test of a construct) has no packs: nothing is registered."""

    packs: tuple[str, ...] = ()
    decisions: Path = DEFAULT_FOLDER
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    subjects: dict[str, tuple[str, str]] = field(default_factory=dict)

    def agree(self, rule: RuleId, reason: Reason) -> None:
        """Hold one reason per shape (rule, construct class), and each reason for one requirement of one class."""
        shape = rule.shape
        subject = (reason.owner, requirement_of(rule))
        if (known := self.subjects.setdefault(reason.text, subject)) != subject:
            raise ComplianceError(
                f"{' of '.join(reversed(subject))} has the reason of {' of '.join(reversed(known))}: {reason.text!r}. "
                "Expected a reason of its own: say what of this construct cannot meet this rule."
            )
        first = self.reasons.setdefault((shape, reason.owner), reason)
        if first != reason:
            raise ComplianceError(
                f"{shape} of {reason.owner} has two reasons: {str(first)!r} and {str(reason)!r}. Expected one reason "
                "for each rule and construct class: write one that holds for every instance (no names of instances in "
                "it), or split the construct."
            )


_ATTACHMENTS: WeakKeyDictionary[IConstruct, Attachment] = WeakKeyDictionary()


def attachment_of(construct: IConstruct) -> Attachment:
    """The attachment of the App that holds the construct."""
    return _ATTACHMENTS.setdefault(construct.node.root, Attachment())


def remember(app: IConstruct, attachment: Attachment) -> None:
    """Make it the App's attachment; `ComplianceError` when it has one."""
    if app in _ATTACHMENTS:
        raise ComplianceError(
            "attach() was called twice for this App, or after an acknowledgement. Call it once, first."
        )
    _ATTACHMENTS[app] = attachment
