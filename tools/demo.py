"""Deploys an organisation to a local AWS, reads it back, and shows what now exists.

python -m tools.demo config/minimal.yaml [--keep]
python -m tools.demo --stop
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from localaws import process
from localaws.client import LocalAws, StartError
from localaws.state import StateDirectory
from mlplatform.settings import ConfigurationError
from tools.cdk import CdkError
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130
"""What shells answer for a program that Ctrl-C has ended."""
IDLE_SECONDS = 8 * 3600
"""A local AWS that nobody uses for a working day ends by itself."""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.stop:
        return _stop(options.stop)
    try:
        return _demo(options.config, options.keep)
    except ConfigurationError as error:
        _say(str(error))
        return 2
    except StartError as error:
        _say(str(error))
        return 1
    except CdkError as error:
        _say(str(error))
        if options.keep:
            _say("\nThe local AWS keeps running with what was deployed so far. `make demo-stop` ends it.")
        return 1
    except KeyboardInterrupt:
        if options.keep:
            _stop(options.keep)
        _say("Interrupted; nothing is left running.")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make demo", description="The platform in a local AWS.")
    parser.add_argument("config", type=Path, nargs="?", default=ROOT / "config" / "energy-retailer.yaml")
    parser.add_argument("--keep", type=Path, metavar="STATE", help="leave the local AWS running; where it says how")
    parser.add_argument("--stop", type=Path, metavar="STATE", help="stop the one that --keep left")
    return parser


def _demo(config: Path, keep: Path | None) -> int:
    with tempfile.TemporaryDirectory(prefix="aplatform-") as scratch, _start(Path(scratch), keep) as aws:
        platform = LocalPlatform(aws=aws, config=config, assembly=Path(scratch) / "cdk.out", quiet=False)
        _step("1/4 Synthesize", platform.synth)
        _step("2/4 Bootstrap each account inside its deployer boundary", platform.bootstrap)
        _step("3/4 Deploy every stack", platform.cdk.deploy)
        _step("4/4 Read the platform back from the services", lambda: _show(platform))
        if keep:
            _how_to_use(platform)
    return 0


def _start(scratch: Path, keep: Path | None) -> LocalAws:
    """A local AWS that ends with this process, or one that outlives it."""
    if keep is None:
        return LocalAws.start(scratch / "aws")
    state = StateDirectory(keep)
    process.await_ready(process.spawn(state, port=0, owner_pid=0, idle_seconds=IDLE_SECONDS), state)
    return LocalAws.attach(keep)


def _stop(kept: Path) -> int:
    if not process.stop(StateDirectory(kept)):
        _say("No local AWS was running.")
        return 0
    shutil.rmtree(kept)
    _say("Stopped.")
    return 0


def _step(title: str, work: Callable[[], object]) -> None:
    _say(f"==> {title}")
    started = time.monotonic()
    work()
    _say(f"    done in {time.monotonic() - started:.0f} s")


def _show(platform: LocalPlatform) -> None:
    for place in platform.places:
        print(f"    {place.environment.name}, account {place.account}, {', '.join(place.environment.kinds)}")
        for line in Platform(client=place.client, names=place.names).describe():
            print(f"      {line}", flush=True)


def _how_to_use(platform: LocalPlatform) -> None:
    _say("The local AWS keeps running. Point boto3 and the AWS command line at it with:\n")
    for name, value in platform.variables.items():
        print(f"export {name}={value}")
    if len(platform.places) > 1:
        _say("\nThat is the hub. For another environment set AWS_ACCESS_KEY_ID to its account:\n")
        for place in platform.places:
            _say(f"  {place.environment.name:12}  {place.account}")
    _say("\nThen, for example: aws sagemaker list-domains. `make demo-stop` ends it.")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
