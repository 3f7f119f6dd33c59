"""What moto lacks, added to it: whole nouns from the services' own models, and single operations."""

from localaws.server.moto_plus import (
    budgets,
    codepipeline,
    ec2,
    ec2_dependencies,
    elsewhere,
    sagemaker_operations,
    sagemaker_registry,
    sagemaker_tags,
)


def install() -> None:
    """Add everything; called once, before the first request."""
    sagemaker_operations.install()
    sagemaker_registry.install()
    sagemaker_tags.install()
    budgets.install()
    codepipeline.install()
    ec2.install()
    ec2_dependencies.install()
    elsewhere.install()
