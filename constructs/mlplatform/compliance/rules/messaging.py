"""Rules on topics and queues."""

from collections.abc import Mapping

from .cfn import as_list, as_map, is_true, present, references, text
from .model import Resource, Rule
from .references import pointing_to
from .shape import customer_key
from .tls import denies_plain_http

TOPIC = ("AWS::SNS::Topic",)
TOPIC_POLICIES = {"AWS::SNS::TopicPolicy": "Topics", "AWS::SNS::TopicInlinePolicy": "TopicArn"}
QUEUE = ("AWS::SQS::Queue",)
QUEUE_POLICIES = {"AWS::SQS::QueuePolicy": "Queues", "AWS::SQS::QueueInlinePolicy": "Queue"}
"""Types of policies, and the property that says of whom."""

_DEAD_LETTERS = ("RedrivePolicy", "DeadLetterConfig", "DeadLetterArn", "OnFailure", "DeadLetterQueue")


def _topic_tls(resource: Resource) -> str | None:
    if resource.type in TOPIC_POLICIES:
        denied = denies_plain_http(resource.get("PolicyDocument"), "sns:Publish")
        return None if denied else "no statement denies sns:Publish without TLS"
    return None if _has_policy(resource, TOPIC_POLICIES) else "no topic policy of the template names the topic"


def _queue_tls(resource: Resource) -> str | None:
    if resource.type in QUEUE_POLICIES:
        denied = denies_plain_http(resource.get("PolicyDocument"), "sqs:SendMessage", "sqs:ReceiveMessage")
        return None if denied else "no statement denies sqs:SendMessage and sqs:ReceiveMessage without TLS"
    return None if _has_policy(resource, QUEUE_POLICIES) else "no queue policy of the template names the queue"


def _has_policy(resource: Resource, policies: Mapping[str, str]) -> bool:
    return any(pointing_to(resource, type_, path) for type_, path in policies.items())


def _encrypted(queue: Resource) -> str | None:
    if present(queue.get("KmsMasterKeyId")) or is_true(queue.get("SqsManagedSseEnabled")):
        return None
    return "KmsMasterKeyId and SqsManagedSseEnabled are absent"


def _dead_letters(queue: Resource) -> str | None:
    if present(queue.get("RedrivePolicy.deadLetterTargetArn")) or _takes_dead_letters(queue):
        return None
    return "RedrivePolicy is absent, and nothing of the template sends its dead letters there"


def _takes_dead_letters(queue: Resource) -> bool:
    allowed = queue.get("RedriveAllowPolicy.redrivePermission")
    if present(allowed) and text(allowed) != "denyAll":
        return True
    others = (resource for resource in queue.template.resources.values() if resource.id != queue.id)
    return any(queue.id in references(target) for other in others for target in _targets(other.properties))


def _targets(value: object) -> list[object]:
    """What stands below a property that names a queue for dead letters, however deep."""
    if isinstance(value, list):
        return [target for item in value for target in _targets(item)]
    found: list[object] = []
    for key, item in as_map(value).items():
        found += as_list(item) if key in _DEAD_LETTERS else _targets(item)
    return found


RULES = (
    Rule(
        "SNS-01",
        "M",
        TOPIC,
        "A topic is encrypted with a customer-managed key.",
        "Set KmsMasterKeyId.",
        customer_key("KmsMasterKeyId"),
    ),
    Rule(
        "SNS-02",
        "M",
        (*TOPIC, *TOPIC_POLICIES),
        "A topic's policy refuses messages without TLS, in the topic's own template.",
        "Deny sns:Publish to * under Bool aws:SecureTransport false.",
        _topic_tls,
        "PolicyDocument",
    ),
    Rule(
        "SQS-01",
        "M",
        QUEUE,
        "A queue is encrypted.",
        "Set KmsMasterKeyId, or SqsManagedSseEnabled to true.",
        _encrypted,
        "KmsMasterKeyId",
    ),
    Rule(
        "SQS-02",
        "L",
        QUEUE,
        "Messages that cannot be handled are kept.",
        "Set RedrivePolicy; for a queue that takes dead letters of another stack, RedriveAllowPolicy.",
        _dead_letters,
        "RedrivePolicy",
    ),
    Rule(
        "SQS-03",
        "M",
        (*QUEUE, *QUEUE_POLICIES),
        "A queue's policy refuses requests without TLS, in the queue's own template.",
        "Deny sqs:* to * under Bool aws:SecureTransport false.",
        _queue_tls,
        "PolicyDocument",
    ),
)
