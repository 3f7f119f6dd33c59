"""Policies that no template holds and a case supposes: what somebody attached, what somebody else's account says."""

from mlplatform.access.policies import Policy

SUPPOSED_SID = "Supposed"
SUPPOSED = Policy(
    name="supposed",
    document={
        "Version": "2012-10-17",
        "Statement": [{"Sid": SUPPOSED_SID, "Effect": "Allow", "Action": "*", "Resource": "*"}],
    },
)
"""What a case supposes that somebody attached to the role: everything."""


def open_to(account: str, partition: str) -> Policy:
    """What a case supposes that the owner of a resource says: everybody of an account may, whom that account lets."""
    everybody = {"AWS": f"arn:{partition}:iam::{account}:root"}
    statement = {"Sid": "OwnerAllows", "Effect": "Allow", "Principal": everybody, "Action": "*", "Resource": "*"}
    return Policy(name="open", document={"Version": "2012-10-17", "Statement": [statement]})


CLOSED = Policy(
    name="closed",
    document={
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Itself",
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:TagSession",
            }
        ],
    },
)
"""The trust policy of a role that is none of the platform's: no policy of ours opens it."""
