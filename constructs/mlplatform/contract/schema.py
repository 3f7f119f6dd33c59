"""Every key of the contract, with every field of its JSON value. docs/contract.md is written from this."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SCHEMA_VERSION = 2
"""Version of the values' schema, in each of them. The path carries the contract's own version (`v1`)."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A key below /aplatform/v1/<environment>/ and the fields of its value.

    Args:
        features: It is written where an environment has one of these; none: whatever the features.
        kinds: It is written in environments of one of these kinds; none: in every environment.
        optional: Fields that are left out where there is nothing to say.
    """

    key: str
    purpose: str
    stack: str
    fields: Mapping[str, str]
    features: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


SIZE = "instance_types by processor, instances, volume_gb, max_runtime_minutes, and the most that a job may ask for"

CONTRACT = (
    Entry(
        key="platform",
        purpose="What this platform is.",
        stack="Foundation",
        fields={
            "organisation": "short name of the organisation",
            "environment": "name of the environment",
            "kinds": "what it is for: hub, workbench, serving",
            "account": "AWS account id",
            "region": "AWS region",
            "auth_mode": "how people come in to Studio: SSO or IAM",
            "release": "version of the platform that was deployed",
        },
    ),
    Entry(
        key="keys",
        purpose="Customer-managed keys by purpose; a team's own key stands in teams/<team>.",
        stack="Foundation",
        fields={
            "artefacts": "key ARN: images, function environments",
            "domain": "key ARN: Studio homes and volumes",
            "logs": "key ARN: logs and alarms",
        },
    ),
    Entry(
        key="alarms",
        purpose="Where alarms go.",
        stack="Foundation",
        fields={"topic_arn": "ARN of the SNS topic"},
    ),
    Entry(
        key="buckets",
        purpose="Buckets of the environment.",
        stack="Foundation",
        fields={"access_logs": "name of the bucket that S3 server access logs go to"},
    ),
    Entry(
        key="buckets/<team>",
        kinds=("workbench", "serving"),
        purpose="Buckets of a team. Objects of gold lie in <phase>/<dataset>/, those of work below a prefix of a use.",
        stack="Data-<team>",
        fields={
            "bronze": "name of the bucket: data as it came",
            "silver": "name of the bucket: cleaned and joined",
            "gold": "name of the bucket: what models see",
            "work": "name of the bucket: code/, checkpoints/, artefacts/, metrics/, scratch/, queries/<role>/",
            "phases": "first prefixes of gold: train, validation, test, production",
        },
    ),
    Entry(
        key="tables/<team>",
        kinds=("workbench", "serving"),
        purpose="Glue databases of a team, and the Athena workgroup of each role that queries.",
        stack="Data-<team>",
        features=("athena", "glue"),
        fields={
            "databases": "layer to the name of its database",
            "workgroups": "role to the name of its workgroup; none without Athena",
        },
    ),
    Entry(
        key="network",
        purpose="Where jobs and apps run.",
        stack="Network",
        fields={
            "vpc_id": "id of the VPC",
            "subnet_ids": "ids of the approved subnets",
            "job_security_group_id": "the security group that jobs must use",
            "studio_security_group_id": "the security group of Studio apps",
            "endpoints": "services that have an endpoint in the VPC",
        },
    ),
    Entry(
        key="teams/<team>",
        purpose="Roles and key of a team; job names start with `prefix`.",
        stack="Roles-<team>",
        fields={
            "prefix": "what names of jobs, models and pipelines start with",
            "key_arn": "the team's data key; jobs must use it for volumes and output",
            "job_role_arn": "the role to pass to training jobs, where there are any; the same as train in "
            "machines/<team>, for readers of schema version 1",
            "role_arns": "persona to role ARN, for the personas that have work in the environment",
            "largest_size": "the largest size that jobs of the team may have; policies deny more",
        },
        optional=("job_role_arn",),
    ),
    Entry(
        key="machines/<team>",
        kinds=("workbench", "serving"),
        purpose="What runs in a team's name.",
        stack="Roles-<team>",
        fields={
            "role_arns": "prepare, train, evaluate, pipeline, serve to the ARN of the role to pass to SageMaker, for "
            "the phases that run in the environment",
        },
    ),
    Entry(
        key="roles/platform-admin",
        purpose="The role of those who run the platform.",
        stack="Identity",
        fields={"role_arn": "role ARN"},
    ),
    Entry(
        key="images",
        purpose="The organisation's own images: the hub's repositories, or their replicas in this account.",
        stack="Images",
        fields={"repositories": "image to repository URI, to which a tag or a digest is added"},
    ),
    Entry(
        key="images/<framework>",
        purpose="A framework in AWS's prebuilt containers; jobs may pull these and the organisation's own images.",
        stack="Images",
        fields={
            "version": "version of the framework",
            "training": "processor (cpu, gpu) to image, tag, and whether it is pinned by digest",
            "inference": "processor (cpu, gpu) to image, tag, and whether it is pinned by digest",
        },
    ),
    Entry(
        key="sizes",
        purpose="Sizes of jobs: instance types in the order in which to try them, and limits.",
        stack="Images",
        fields=dict.fromkeys(("small", "medium", "large", "huge"), SIZE),
    ),
    *(
        Entry(
            key=f"override-policy/{mode}",
            kinds=("workbench",),
            purpose=f"What requests for jobs and models may not choose: {meaning}.",
            stack="Identity",
            fields={
                "settings": "setting to what its members must be (`must`; <angle brackets> stand for values of other "
                "keys) and what to tell whoever asks for something else (`message`)"
            },
        )
        for mode, meaning in (("locked", "the platform says it"), ("bounded", "within limits"))
    ),
    Entry(
        key="override-policy/<request>",
        kinds=("workbench",),
        purpose="Who decides on each member of a request of the SageMaker API.",
        stack="Identity",
        fields={
            "request": "name of the request in the API",
            "members": "setting to the members that it decides on; `[]` is every element of a list",
            "free": "members that the request says as it likes",
        },
    ),
    Entry(
        key="projects/<project>/delivery",
        kinds=("hub",),
        purpose="How a project is delivered.",
        stack="Project-<project>",
        fields={
            "pipeline": "name of the CodePipeline",
            "registry": "name of the model package group",
            "builds": "names of the CodeBuild projects",
            "artefacts": "name of the bucket of what the pipeline hands on",
            "source_bucket": "bucket that the project's archive is put into, where it comes as one",
            "connection_arn": "the connection to the provider of the repository, where it comes through one",
        },
        optional=("source_bucket", "connection_arn"),
    ),
    Entry(
        key="projects/<project>/training",
        kinds=("workbench",),
        purpose="How a project is trained.",
        stack="Training-<project>",
        fields={
            "pipeline": "name of the SageMaker pipeline",
            "registry_arn": "the model package group in the hub",
            "state_machine_arn": "what runs the pipeline for the hub",
            "start_role_arn": "the role with which the hub starts it",
        },
    ),
    Entry(
        key="projects/<project>/serving",
        kinds=("serving",),
        purpose="Where a project is served.",
        stack="Serving-<project>",
        fields={
            "endpoint": "name of the endpoint, once a release was deployed",
            "release_stack": "name of the stack that the project's pipeline deploys",
            "capture_bucket": "name of the bucket of captured questions and answers",
            "deploy_role_arn": "the role with which the hub deploys a release",
            "release_role_arn": "the role with which CloudFormation makes it",
        },
    ),
    Entry(
        key="studio/<domain>",
        kinds=("workbench",),
        purpose="A Studio domain.",
        stack="Studio",
        fields={
            "domain_id": "id of the domain",
            "auth_mode": "SSO or IAM",
            "shared_spaces": "team to the name of its shared space",
        },
    ),
)


def entry_for(key: str) -> Entry:
    """The entry that a concrete key belongs to; `teams/forecasting` belongs to `teams/<team>`."""
    for entry in CONTRACT:
        if re.fullmatch(re.sub("<[a-z]+>", "[a-z0-9-]+", entry.key), key):
            return entry
    raise ValueError(f"{key!r} is no key of the contract. Add it to mlplatform/contract/schema.py with its fields.")
