"""Teaches the CloudFormation engine our resource types."""


def install() -> None:
    """Register."""
