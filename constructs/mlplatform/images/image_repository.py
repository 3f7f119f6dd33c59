import json

from aws_cdk import RemovalPolicy
from aws_cdk import aws_ecr as ecr
from constructs import Construct

UNTAGGED_DAYS = 14
KEEP_IMAGES = 50
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "description": f"Untagged images go after {UNTAGGED_DAYS} days",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": UNTAGGED_DAYS,
            },
            "action": {"type": "expire"},
        },
        {
            "rulePriority": 2,
            "description": f"The newest {KEEP_IMAGES} images stay",
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": KEEP_IMAGES},
            "action": {"type": "expire"},
        },
    ]
}


class ImageRepository(Construct):
    """A private ECR repository.

    Guarantees:
        - a tag never moves to another image (ECR-01); every push is scanned (ECR-02); our own key (ECR-03)
        - untagged images expire after two weeks, and all but the newest 50 (ECR-04); nobody outside the account has
          access (ECR-05)
        - deleting the stack fails while there are images
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str, key_arn: str) -> None:
        super().__init__(scope, construct_id)
        repository = ecr.CfnRepository(
            self,
            "Resource",
            repository_name=name,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=ecr.CfnRepository.ImageScanningConfigurationProperty(scan_on_push=True),
            encryption_configuration=ecr.CfnRepository.EncryptionConfigurationProperty(
                encryption_type="KMS", kms_key=key_arn
            ),
            lifecycle_policy=ecr.CfnRepository.LifecyclePolicyProperty(
                lifecycle_policy_text=json.dumps(LIFECYCLE, sort_keys=True)
            ),
            empty_on_delete=False,
        )
        repository.apply_removal_policy(RemovalPolicy.DESTROY)
        self.uri = repository.attr_repository_uri
