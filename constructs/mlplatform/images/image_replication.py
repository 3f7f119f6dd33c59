from collections.abc import Sequence

from aws_cdk import aws_ecr as ecr
from constructs import Construct

from mlplatform.settings import Environment

CfnReplication = ecr.CfnReplicationConfiguration


class ImageReplication(Construct):
    """Copies every image that is pushed to the hub into the accounts of the other environments.

    Guarantees:
        - the organisation's repositories and no others, to the given environments and nowhere else
        - nothing of the other accounts is needed when it is deployed: an account that has not said yet that it takes
          replicas (`ReplicaRegistry`) gets what is pushed after it has

    A registry has one replication configuration; this is the hub's.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, prefix: str, environments: Sequence[Environment]
    ) -> None:
        super().__init__(scope, construct_id)
        CfnReplication(
            self,
            "Resource",
            replication_configuration=CfnReplication.ReplicationConfigurationProperty(
                rules=[
                    CfnReplication.ReplicationRuleProperty(
                        destinations=[_destination(environment) for environment in environments],
                        repository_filters=[
                            CfnReplication.RepositoryFilterProperty(filter=prefix, filter_type="PREFIX_MATCH")
                        ],
                    )
                ]
            ),
        )


def _destination(environment: Environment) -> CfnReplication.ReplicationDestinationProperty:
    if environment.account is None or environment.region is None:
        raise ValueError(f"{environment.name} has no account or no region; several environments must have both.")
    return CfnReplication.ReplicationDestinationProperty(region=environment.region, registry_id=environment.account)
