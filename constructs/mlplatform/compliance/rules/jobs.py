"""Rules on jobs: where they run, what they reach, what encrypts them; one table for every kind of job.

Jobs stand in templates as processing jobs, as the definitions and schedules of monitors, and as requests that the
steps of a pipeline or the states of a machine make.
"""

from collections.abc import Callable

from .cfn import text
from .job_layouts import JOBS, SCHEDULE, Layout, layouts, takes_no_key
from .model import Check, Fault, Found, Resource, Rule, faults
from .shape import has, key_fault, true

FAMILIES = {"DQ": "DataQuality", "MB": "ModelBias", "MQ": "ModelQuality", "ME": "ModelExplainability"}
"""Part of the controls' ids, and of the names, of the four kinds of job definitions."""


def _each(find: Callable[[Resource, Layout], Found]) -> Check:
    """What is found in each part of a job."""
    return lambda job: list(faults(*(find(job, layout) for layout in layouts(job))))


isolated = _each(lambda job, one: true(one.isolation)(job) if one.isolation else None)
"""That a job reaches no network."""

traffic_encrypted = _each(lambda job, one: true(one.traffic)(job) if one.traffic else None)
"""That a job's containers talk to each other in secret."""

in_vpc = _each(lambda job, one: has(f"{one.vpc}.Subnets", f"{one.vpc}.SecurityGroupIds")(job) if one.vpc else None)
"""That a job runs in the VPC."""


@_each
def keys_named(job: Resource, layout: Layout) -> list[Fault]:
    """That a job's volumes and output are encrypted with a customer-managed key."""
    paths = [path for path in layout.keys if not takes_no_key(job, path)]
    return list(faults(*(key_fault(path, job.get(path)) for path in paths)))


def images(job: Resource) -> list[tuple[str, str]]:
    """Path and text of each image that a job runs."""
    return [(layout.image, text(job.get(layout.image))) for layout in layouts(job) if layout.image]


def _family(letters: str, noun: str) -> tuple[Rule, ...]:
    """The five rules of one kind of job definition."""
    isolation, traffic = "NetworkConfig.EnableNetworkIsolation", "NetworkConfig.EnableInterContainerTrafficEncryption"
    volume, output = "JobResources.ClusterConfig.VolumeKmsKeyId", f"{noun}JobOutputConfig.KmsKeyId"
    network = ("NetworkConfig.VpcConfig.Subnets", "NetworkConfig.VpcConfig.SecurityGroupIds")

    def keyed(job: Resource) -> Fault | None:
        return None if takes_no_key(job, volume) else key_fault(volume, job.get(volume))

    def rule(number: str, severity: str, must: str, fix: str, check: Check) -> Rule:
        types = (f"AWS::SageMaker::{noun}JobDefinition",)
        return Rule(f"SM-{letters}-{number}", severity, types, f"A monitor's job {must}.", fix, check)

    return (
        rule("01", "M", "encrypts the traffic between its containers", f"Set {traffic} to true.", true(traffic)),
        rule("02", "M", "reaches no network", f"Set {isolation} to true.", true(isolation)),
        rule("03", "H", "has volumes encrypted with a customer-managed key", f"Set {volume}.", keyed),
        rule(
            "04",
            "H",
            "has output encrypted with a customer-managed key",
            f"Set {output}.",
            lambda job: key_fault(output, job.get(output)),
        ),
        rule("05", "M", "runs in the VPC", f"Set {' and '.join(network)}.", has(*network)),
    )


RULES = (
    *(rule for letters, noun in FAMILIES.items() for rule in _family(letters, noun)),
    Rule(
        "SM-MS-01",
        "M",
        (SCHEDULE,),
        "The job of a monitoring schedule reaches no network.",
        "Set EnableNetworkIsolation to true in NetworkConfig of the MonitoringJobDefinition.",
        isolated,
    ),
    Rule(
        "SM-MS-02",
        "M",
        (SCHEDULE, *JOBS),
        "A job encrypts the traffic between its containers.",
        "Set EnableInterContainerTrafficEncryption to true.",
        traffic_encrypted,
    ),
    Rule(
        "SM-MS-03",
        "H",
        (SCHEDULE, *JOBS),
        "A job's volumes and output are encrypted with a customer-managed key.",
        "Set VolumeKmsKeyId where the instances are described, and KmsKeyId where the output is.",
        keys_named,
    ),
)
