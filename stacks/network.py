from constructs import Construct

from mlplatform.contract import ContractParameter
from mlplatform.functions import Placement
from mlplatform.mlops import model_accounts, models_elsewhere
from mlplatform.network import AdoptedNetwork, ClosedDefaultSecurityGroup, PrivateNetwork, ReadElsewhere
from mlplatform.settings.features import endpoints_for
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.platform_stack import PlatformStack


class Network(PlatformStack):
    """The network, created or adopted, and the security groups of what runs in it."""

    def __init__(self, scope: Construct, deployment: Deployment, *, foundation: Foundation) -> None:
        super().__init__(scope, "Network", deployment, description="Isolated network, endpoints, security groups")
        self._foundation = foundation
        self.network: PrivateNetwork | AdoptedNetwork
        if deployment.environment.network.create:
            self.network = self._create()
        else:
            self.network = AdoptedNetwork(self, "Network", environment=deployment.environment)
        self._build_contract()

    @property
    def placement(self) -> Placement:
        """Where functions of the environment run."""
        return Placement(
            subnet_ids=self.network.subnet_ids,
            security_group_id=self.network.groups.functions,
            environment_key_arn=self._foundation.keys.artefacts,
            logs_key_arn=self._foundation.keys.logs,
            alarm_topic_arn=self._foundation.alarms.topic_arn,
            boundary_arn=self._foundation.boundary.policy_arn,
        )

    def _create(self) -> PrivateNetwork:
        network = self.network = PrivateNetwork(
            self,
            "Network",
            environment=self.deployment.environment,
            logs_key_arn=self._foundation.keys.logs,
            boundary_arn=self._foundation.boundary.policy_arn,
            elsewhere=self._elsewhere(),
        )
        ClosedDefaultSecurityGroup(
            self,
            "DefaultSecurityGroup",
            vpc_id=network.vpc_id,
            names=self.deployment.names,
            placement=self.placement,
            reachable=[network.endpoints["ec2"], network.endpoints["s3"], network.admissions["Functions"]],
        )
        return network

    def _elsewhere(self) -> ReadElsewhere | None:
        """Endpoints read the files of models that were trained in another account."""
        organisation = self.deployment.organisation
        accounts = model_accounts(organisation, self.deployment.environment)
        return ReadElsewhere(accounts=accounts, resources=models_elsewhere(organisation)) if accounts else None

    def _build_contract(self) -> None:
        groups = self.network.groups
        ContractParameter(
            self,
            "Contract",
            names=self.deployment.names,
            key="network",
            fields={
                "vpc_id": self.network.vpc_id,
                "subnet_ids": self.network.subnet_ids,
                "job_security_group_id": groups.jobs,
                "studio_security_group_id": groups.studio,
                "endpoints": [endpoint.service for endpoint in endpoints_for(self.deployment.environment)],
            },
        )
