"""Container images: who pulls which, and how replicas of the hub's repositories come to be."""

from mlplatform.identity.capabilities.jobs import LENT_TO_SERVICES
from mlplatform.identity.statement import Statement, Wildcard

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")

PULL_OWN_IMAGES = Statement(
    sid="PullImages",
    actions=PULL,
    # This account's repositories: the hub's own, elsewhere their replicas.
    resources=("ecr:repository/<organisation>/*",),
    wildcard=Wildcard.CREATED_LATER,
)
PULL_PREBUILT_IMAGES = Statement(sid="PullPrebuiltImages", actions=PULL, resources=("<prebuilt-repositories>",))
"""AWS's containers of the catalogue, in AWS's accounts, and no others."""

SIGN_IN_TO_REGISTRY = Statement(
    sid="SignInToRegistry",
    actions=("ecr:GetAuthorizationToken",),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
PULL_STUDIO_IMAGE = Statement(sid="PullStudioImage", actions=PULL, resources=("ecr:repository/<organisation>/studio",))
MAKE_REPLICA_REPOSITORIES = Statement(
    sid="MakeReplicaRepositories",
    actions=("ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"),
    resources=("ecr:repository/<organisation>/*",),
    wildcard=Wildcard.CREATED_LATER,
)
ENCRYPT_REPLICAS = Statement(
    sid="EncryptReplicas",
    actions=("kms:CreateGrant",),
    resources=("<artefacts-key>",),
    conditions=LENT_TO_SERVICES,
)
FIND_REPLICAS_KEY = Statement(
    sid="FindReplicasKey", actions=("kms:DescribeKey", "kms:RetireGrant"), resources=("<artefacts-key>",)
)

APPROVED_IMAGES = (PULL_OWN_IMAGES, PULL_PREBUILT_IMAGES, SIGN_IN_TO_REGISTRY)
MAKE_REPLICAS = (MAKE_REPLICA_REPOSITORIES, ENCRYPT_REPLICAS, FIND_REPLICAS_KEY)
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-custom.html"""

STUDIO_IMAGE = (PULL_STUDIO_IMAGE, SIGN_IN_TO_REGISTRY)
