from aws_cdk import aws_ecr as ecr
from constructs import Construct

CfnScanning = ecr.CfnRegistryScanningConfiguration


class ImageScanning(Construct):
    """Scans every image that reaches the account's registry, replicas included (ECR-02).

    A repository that replication makes has no scanning setting of its own: what the registry says holds for it.
    A registry has one scanning configuration.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        everything = CfnScanning.RepositoryFilterProperty(filter="*", filter_type="WILDCARD")
        CfnScanning(
            self,
            "Resource",
            scan_type="BASIC",
            rules=[CfnScanning.ScanningRuleProperty(scan_frequency="SCAN_ON_PUSH", repository_filters=[everything])],
        )
