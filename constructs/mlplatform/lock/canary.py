"""A loss that the comparison must refuse: proof that it looks, in a synth in which nothing is lost."""

from .changes import Kind
from .file import Held, Lock, LockedEnvironment, LockedStack
from .permits import compare
from .templates import Synthesized

BUCKET = "canary-main-Data/Bucket"


def is_refused() -> bool:
    """Whether a bucket that a lock holds and no template has is missed, and nothing else is."""
    stack, _, logical_id = BUCKET.partition("/")
    held = LockedStack(resources={logical_id: Held(type="AWS::S3::Bucket")})
    environment = LockedEnvironment(shards={}, stacks={stack: held})
    locked = Lock(format=1, organisation="canary", create_only={}, environments={"main": environment})
    nothing = Synthesized(organisation="canary", shards={"main": {}}, bodies={})
    outcome = compare(locked, nothing, environments=["main"], moves=[])
    return [(change.kind, change.what) for change in outcome.refused] == [(Kind.REMOVED, BUCKET)]
