"""The one function that acknowledges a finding."""

from pathlib import Path

from aws_cdk import Acknowledgment, CfnResource, Stack, Stage, Validations
from constructs import IConstruct

from .attachment import attachment_of
from .decisions import COMPENSATION, INFEASIBILITY, lets_off, record
from .error import ComplianceError
from .ids import RuleId, parse
from .reasons import Reason, checked
from .requirements import is_severe, requirement_of

_LIBRARY = "mlplatform."


def acknowledge(
    construct: IConstruct,
    *rules: str,
    decision: str,
    reason: str,
    compensation: str | None = None,
    by: IConstruct | None = None,
) -> None:
    """Acknowledge that a resource does not meet a rule, for a reason that a decision record explains.

    It is registered at the resource itself (an L2 stands for its default child), so it never covers a neighbour; and
    only for packs that run, so no acknowledgement is stale for want of a pack.

    Parameters
    ----------
    construct
        The L1 or L2 that the finding names. Apps, Stages, Stacks and composite constructs are refused.
    rules
        Namespaced ids, `Pack::Rule` or `Pack::Rule[finding]`; `every_pack("S3BucketReplicationEnabled")` gives a
        rule's ids in all packs.
    decision
        Number of the record in docs/decisions, such as "0005".
    reason
        What cannot be met, why, and what protects the resource instead; the same words for every instance of the
        same construct class.
    compensation
        The compensating control; needed where the control is of severity C or H, whichever pack's rule asks for it.
        The record then has a paragraph that names the control, the infeasibility and the compensation.
    by
        The construct whose design it is, for instance the bucket of a grant; default: the nearest construct of this
        library around `construct`. Its class and the rule are the *shape*, which has one reason.

    Examples
    --------
    >>> acknowledge(
    ...     bucket,
    ...     *every_pack("S3BucketReplicationEnabled"),
    ...     decision="0005",
    ...     reason="Features are rebuilt from the raw zone within a day, so a second copy would protect nothing.",
    ... )
    """
    attachment = attachment_of(construct)
    resource = _resource(construct)
    file = record(decision, attachment.decisions)
    text = checked(reason) + (f" Compensated by: {checked(compensation)}" if compensation else "")
    written = Reason(decision, _owner(by or construct), text)
    for rule in _parsed(rules, compensation):
        _let_off(rule, file)
        attachment.agree(rule, written)
        if rule.pack in attachment.packs:
            Validations.of(resource).acknowledge(Acknowledgment(id=str(rule), reason=str(written)))


def _parsed(rules: tuple[str, ...], compensation: str | None) -> list[RuleId]:
    if not rules:
        raise ComplianceError("No rule to acknowledge. Give at least one id, such as AwsSolutions::AwsSolutions-S1.")
    parsed = [parse(rule) for rule in rules]
    severe = [str(rule) for rule in parsed if is_severe(rule)]
    if severe and not compensation:
        raise ComplianceError(
            f"{', '.join(severe)} is of critical or high severity: name the control that compensates for it, "
            "compensation='...', or meet the rule."
        )
    return parsed


def _let_off(rule: RuleId, file: Path) -> None:
    """Refuse to acknowledge a severe control that the record does not name."""
    control = requirement_of(rule)
    if is_severe(rule) and not lets_off(file, control):
        raise ComplianceError(
            f"{rule} is about {control}, of critical or high severity, and {file.name} does not say why it cannot be "
            f"met. Write a paragraph with {control}, {INFEASIBILITY} and {COMPENSATION}."
        )


def _resource(construct: IConstruct) -> CfnResource:
    """The CloudFormation resource that a construct stands for."""
    child = None if isinstance(construct, Stack | Stage) else construct.node.default_child
    resource = construct if CfnResource.is_cfn_resource(construct) else child
    if not isinstance(resource, CfnResource):
        raise ComplianceError(
            f"{construct.node.path or 'the App'!r} ({type(construct).__name__}) is too broad to acknowledge at: it is "
            "not one resource. Acknowledge at the bucket, role or function that the finding names."
        )
    return resource


def _owner(construct: IConstruct) -> str:
    """Class of the nearest construct of this library, without the library's name; else the construct's own class."""
    around: IConstruct | None = construct
    while around is not None:
        module = type(around).__module__
        if module.startswith(_LIBRARY):
            return f"{module.split('.')[1]}.{type(around).__name__}"
        around = around.node.scope
    return type(construct).__name__
