"""Rules on what moves data: replication of databases (DMS), transfer of files (DataSync)."""

import re
from collections.abc import Iterator

from .cfn import as_map, is_false, maps_within, present, text
from .model import Fault, Resource, Rule, faults
from .shape import customer_key, equals, has, wrong

INSTANCE = ("AWS::DMS::ReplicationInstance",)
ENDPOINT = ("AWS::DMS::Endpoint",)
TASK = ("AWS::DataSync::Task",)

TLS = ("require", "verify-ca", "verify-full")
LOGGED = ("BASIC", "TRANSFER")
WITHOUT_SSL_MODE = ("dynamodb", "elasticsearch", "kinesis", "neptune", "opensearch", "s3")
"""Targets that DMS reaches through their own API, which has TLS:
https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html. Kafka and Redis have settings of their own."""

_SECRET = re.compile(r"Password$|^Password|^AuthPassword|^SecretAccessKey$")


def _public(instance: Resource) -> Fault | None:
    """AWS takes true where nothing is said."""
    value = instance.get("PubliclyAccessible")
    return None if is_false(value) else wrong("PubliclyAccessible", value)


def _plain(endpoint: Resource) -> Fault | None:
    engine = text(endpoint.get("EngineName")).lower()
    if engine in WITHOUT_SSL_MODE:
        return None
    if engine == "kafka":
        protocol = text(endpoint.get("KafkaSettings.SecurityProtocol"))
        known = ("ssl-encryption", "ssl-authentication", "sasl-ssl")
        return None if protocol in known else wrong("KafkaSettings.SecurityProtocol", protocol or None)
    if engine == "redis":
        return _is("RedisSettings.SslSecurityProtocol", endpoint, "ssl-encryption")
    return _is("SslMode", endpoint, *TLS)


def _is(path: str, endpoint: Resource, *expected: str) -> Fault | None:
    value = endpoint.get(path)
    return None if text(value) in expected else wrong(path, value)


def _passwords(endpoint: Resource) -> Iterator[Fault]:
    """Passwords wherever they can stand; a dynamic reference to Secrets Manager is written into the endpoint, too."""
    for settings, members in _settings(endpoint):
        for name, value in members.items():
            if _SECRET.search(name) and present(value):
                where = f"{settings}.{name}" if settings else name
                yield Fault(f"{where} stands in the template", where)
    extra = text(endpoint.get("ExtraConnectionAttributes"))
    if "password" in extra.lower():
        yield Fault("ExtraConnectionAttributes holds a password", "ExtraConnectionAttributes")


def _settings(endpoint: Resource) -> Iterator[tuple[str, dict[str, object]]]:
    properties = as_map(endpoint.properties)
    yield "", dict(properties)
    for name, value in properties.items():
        for members in maps_within(value):
            yield name, members


def _unlogged(task: Resource) -> list[Fault]:
    checks = (has("CloudWatchLogGroupArn"), equals("Options.LogLevel", *LOGGED))
    return list(faults(*(check(task) for check in checks)))


RULES = (
    Rule(
        "DMS-01",
        "C",
        INSTANCE,
        "A replication instance has no public address.",
        "Set PubliclyAccessible to false.",
        _public,
    ),
    Rule(
        "DMS-02",
        "M",
        INSTANCE,
        "What a replication instance stores is encrypted with a customer-managed key.",
        "Set KmsKeyId.",
        customer_key("KmsKeyId"),
    ),
    Rule(
        "DMS-03",
        "M",
        ENDPOINT,
        "A database is reached with TLS.",
        f"Set SslMode to one of {', '.join(TLS)}.",
        _plain,
    ),
    Rule(
        "DMS-04",
        "C",
        ENDPOINT,
        "No password of a database stands in a template.",
        "Name the secret in the engine's settings: SecretsManagerSecretId and SecretsManagerAccessRoleArn.",
        _passwords,
        "Password",
    ),
    Rule(
        "DS-01",
        "M",
        TASK,
        "A transfer writes its log.",
        "Set CloudWatchLogGroupArn, and Options.LogLevel to BASIC or TRANSFER.",
        _unlogged,
    ),
    Rule(
        "DS-02",
        "L",
        TASK,
        "A transfer verifies what it has written.",
        "Set Options.VerifyMode to POINT_IN_TIME_CONSISTENT.",
        equals("Options.VerifyMode", "POINT_IN_TIME_CONSISTENT"),
    ),
)
