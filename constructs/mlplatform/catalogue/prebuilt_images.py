from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import Aws, CfnMapping, Stack
from constructs import Construct

from mlplatform.arns import arn, image_uri
from mlplatform.catalogue.frameworks import ACCOUNTS, PrebuiltFramework, Processor, Purpose, Registry, frameworks_in
from mlplatform.compliance import ComplianceError
from mlplatform.settings import Environment
from mlplatform.settings.image_pins import ImagePins

MAPPING = "PrebuiltRegistries"


@dataclass(frozen=True, kw_only=True)
class FrameworkImage:
    """The container in which a project's framework trains or serves: a repository of AWS's, and what its tag means.

    Args:
        digest: What the organisation has pinned the tag to; without it, a run looks the tag up.
    """

    account: str
    repository: str
    tag: str
    processor: Processor
    digest: str | None

    @property
    def uri(self) -> str:
        """Without tag and digest."""
        return image_uri(self.repository, account=self.account)

    @property
    def repository_arn(self) -> str:
        return arn("ecr", f"repository/{self.repository}", account=self.account)


class PrebuiltImages:
    """AWS's containers of the catalogue, as a stack names them.

    A template for any region looks the accounts up when it is deployed; in a region that is not known CloudFormation
    refuses the template before it makes anything. Such a template cannot name digests, which differ from region to
    region as accounts do.
    """

    def __init__(self, scope: Construct, *, environment: Environment, pins: ImagePins | None = None) -> None:
        self._stack, self._region = Stack.of(scope), environment.region
        self._pins = pins or ImagePins()
        self.frameworks = frameworks_in(self._region)

    @property
    def repository_arns(self) -> tuple[str, ...]:
        """Every repository of the catalogue, in AWS's accounts; nothing of theirs but these."""
        repositories = {
            image.repository: self._account(framework)
            for framework in self.frameworks
            for image in framework.images.values()
        }
        return tuple(
            arn("ecr", f"repository/{repository}", account=account) for repository, account in repositories.items()
        )

    def entry(self, framework: PrebuiltFramework) -> dict[str, Any]:
        """A framework as the contract shows it."""
        return {
            "version": framework.version,
            **{
                purpose: {processor: self._image(framework, purpose, processor) for processor in image.tags}
                for purpose, image in framework.images.items()
            },
        }

    def of(self, framework: str, purpose: Purpose) -> FrameworkImage:
        """The container of a framework, for CPUs where AWS has such. Raises where the region has none at all."""
        found = next((one for one in self.frameworks if one.name == framework), None)
        if found is None:
            raise ComplianceError(
                f"{framework}: AWS has no prebuilt container of it in {self._region}. Give the project a framework of "
                f"{', '.join(one.name for one in self.frameworks)}, or its environments another region."
            )
        image = found.images[purpose]
        processor: Processor = "cpu" if "cpu" in image.tags else "gpu"
        tag = image.tags[processor]
        return FrameworkImage(
            account=self._account(found),
            repository=image.repository,
            tag=tag,
            processor=processor,
            digest=self._pins.digest(self._region, image.repository, tag),
        )

    def _image(self, framework: PrebuiltFramework, purpose: Purpose, processor: Processor) -> Mapping[str, Any]:
        image = framework.images[purpose]
        uri, tag = image_uri(image.repository, account=self._account(framework)), image.tags[processor]
        digest = self._pins.digest(self._region, image.repository, tag)
        return {"image": f"{uri}@{digest}" if digest else f"{uri}:{tag}", "tag": tag, "pinned": digest is not None}

    def _account(self, framework: PrebuiltFramework) -> str:
        if self._region is None:
            return self._mapping.find_in_map(Aws.REGION, _key(framework.registry))
        account = framework.account(self._region)
        if account is None:
            raise ValueError(f"{framework.name}: AWS has no prebuilt container in {self._region}.")
        return account

    @property
    def _mapping(self) -> CfnMapping:
        found = self._stack.node.try_find_child(MAPPING)
        return found if isinstance(found, CfnMapping) else CfnMapping(self._stack, MAPPING, mapping=_everywhere())


def _everywhere() -> dict[str, dict[str, str]]:
    """The accounts of the regions in which every framework of the catalogue is."""
    regions = set.intersection(*({*framework.regions} for framework in frameworks_in(None)))
    return {
        region: {_key(registry): accounts[region] for registry, accounts in ACCOUNTS.items()}
        for region in sorted(regions)
    }


def _key(registry: Registry) -> str:
    return registry.title().replace("-", "")
