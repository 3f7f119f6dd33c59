from aws_cdk import RemovalPolicy
from aws_cdk import aws_ecr as ecr
from constructs import Construct

from mlplatform.images.lifecycle import lifecycle_policy


class ImageRepository(Construct):
    """A private ECR repository.

    Guarantees:
        - a tag never moves to another image (ECR-01); every push is scanned (ECR-02); our own key (ECR-03)
        - what was never released expires; what was released stays (ECR-04)
        - no policy lets anybody outside the account in (ECR-05)
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
            lifecycle_policy=ecr.CfnRepository.LifecyclePolicyProperty(lifecycle_policy_text=lifecycle_policy()),
            empty_on_delete=False,
        )
        repository.apply_removal_policy(RemovalPolicy.DESTROY)
        self.uri = repository.attr_repository_uri
