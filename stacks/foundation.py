from typing import Any

from constructs import Construct

from mlplatform.contract import ContractParameter
from mlplatform.cost import MonthlyBudget
from mlplatform.data import CatalogEncryption
from mlplatform.encryption import PlatformKeys
from mlplatform.identity import DeliveryBoundary, WorkloadBoundary
from mlplatform.mlops import account_of, delivery_uses, model_accounts
from mlplatform.notifications import AlarmTopic
from mlplatform.release import RELEASE
from mlplatform.settings.names import pascal
from mlplatform.storage import AccessLogBucket
from mlplatform.studio import HomeBackups
from stacks.deployment import Deployment
from stacks.platform_stack import PlatformStack


class Foundation(PlatformStack):
    """What everything else stands on: keys, log bucket, alarms, budgets, the boundaries of all roles."""

    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, "Foundation", deployment, description="Keys, logs, alarms, budgets, boundaries")
        names, organisation = deployment.names, deployment.organisation
        teams = [team.name for team in organisation.teams]
        self.boundary = WorkloadBoundary(self, "WorkloadBoundary", names=names, of="services")
        self.people_boundary = WorkloadBoundary(self, "PeopleBoundary", names=names, of="people").policy_arn
        self.jobs_boundary = self._build_jobs_boundary(deployment)
        self.delivery_boundary_arn = self._build_delivery_boundary(deployment)
        uses = delivery_uses(organisation, deployment.environment)
        self.keys = PlatformKeys(
            self, "Keys", names=names, environment=deployment.environment, teams=teams, delivery=uses
        )
        if self.keys.catalog:
            CatalogEncryption(self, "CatalogEncryption", key_arn=self.keys.catalog)
        for team in organisation.teams:
            self.book_on(team, self.keys.of_team(team.name))
        self._build_home_backups(deployment)
        self.access_logs = AccessLogBucket(self, "AccessLogs")
        self.alarms = AlarmTopic(self, "Alarms", key_arn=self.keys.logs, contact=organisation.contact)
        for budget in self._build_budgets(deployment):
            # AWS Budgets asks whether it may publish when it is told of the topic.
            budget.node.add_dependency(self.alarms)
        self._build_contract(deployment)

    def _build_jobs_boundary(self, deployment: Deployment) -> str:
        """A hub alone runs no job, and a boundary that bounds nobody is a policy that somebody may attach."""
        if not (deployment.environment.is_workbench or deployment.environment.is_serving):
            return ""
        accounts = model_accounts(deployment.organisation, deployment.environment)
        return WorkloadBoundary(
            self, "JobsBoundary", names=deployment.names, of="jobs", model_accounts=accounts
        ).policy_arn

    def _build_home_backups(self, deployment: Deployment) -> None:
        """Only where homes may be deleted, and so are backed up first."""
        studio = deployment.environment.studio
        if studio and studio.homes_deletable:
            boundary = self.boundary.policy_arn
            HomeBackups(self, "HomeBackups", names=deployment.names, key_arn=self.keys.domain, boundary_arn=boundary)

    def _build_delivery_boundary(self, deployment: Deployment) -> str:
        """Only projects have machines that need it."""
        if not deployment.organisation.projects:
            return ""
        hub = account_of(deployment.organisation.hub)
        return DeliveryBoundary(self, "DeliveryBoundary", names=deployment.names, hub_account=hub).policy_arn

    def _build_budgets(self, deployment: Deployment) -> list[MonthlyBudget]:
        names, topic = deployment.names, self.alarms.topic_arn
        amount = deployment.environment.monthly_budget_usd
        whole = MonthlyBudget(self, "Budget", name=names.budget("environment"), amount_usd=amount, topic_arn=topic)
        teams = [
            MonthlyBudget(
                self,
                f"{pascal(team.name)}Budget",
                name=names.budget(f"team-{team.name}"),
                amount_usd=team.monthly_budget_usd,
                topic_arn=topic,
                tag=f"team${team.name}",
            )
            for team in deployment.organisation.teams
        ]
        return [whole, *teams]

    def _build_contract(self, deployment: Deployment) -> None:
        environment, organisation = deployment.environment, deployment.organisation
        entries: dict[str, dict[str, Any]] = {
            "platform": {
                "organisation": organisation.name,
                "environment": environment.name,
                "kinds": list(environment.kinds),
                "account": self.account,
                "region": self.region,
                "auth_mode": organisation.identity.auth_mode,
                "release": RELEASE,
            },
            "keys": {"artefacts": self.keys.artefacts, "domain": self.keys.domain, "logs": self.keys.logs},
            "alarms": {"topic_arn": self.alarms.topic_arn},
            "buckets": {"access_logs": self.access_logs.bucket.bucket_name},
        }
        for key, fields in entries.items():
            ContractParameter(self, f"Contract{pascal(key)}", names=deployment.names, key=key, fields=fields)
