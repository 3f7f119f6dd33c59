"""The command line: start, stop, env."""

import argparse
import json
import os
import shlex
import signal
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from localaws import process
from localaws.client import LocalAws
from localaws.environment import DEFAULT_ACCOUNT, DEFAULT_REGION
from localaws.state import StateDirectory


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code (1: it could not be done, the reason on standard error)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (process.StartError, ValueError) as error:
        process.report(f"localaws: {error}")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="localaws", description="A local AWS for the real cdk command line.")
    commands = parser.add_subparsers(required=True)
    start = commands.add_parser("start", help="start an instance and print where it listens, as JSON")
    start.add_argument("--port", type=int, default=0, help="a port of 127.0.0.1 (default: any free one)")
    start.add_argument("--detach", action="store_true", help="return when it is ready")
    start.add_argument("--owner-pid", type=int, default=0, help="end when this process ends (default: no owner)")
    start.add_argument("--idle-seconds", type=float, default=1800, help="end after so long without a request")
    start.set_defaults(run=_start)
    stop = commands.add_parser("stop", help="end the instance and all that it started")
    stop.set_defaults(run=_stop)
    env = commands.add_parser("env", help="print export lines for a shell")
    env.add_argument("--account", default=DEFAULT_ACCOUNT)
    env.add_argument("--region", default=DEFAULT_REGION)
    env.set_defaults(run=_env)
    for command in (start, stop, env):
        command.add_argument("--state", type=Path, default=Path(".local/aws"), metavar="DIR")
    return parser


def _start(options: argparse.Namespace) -> int:
    state = StateDirectory(options.state)
    # In the foreground this process is the owner: it forwards the signals that it gets, and its death ends the server.
    owner = options.owner_pid if options.detach else os.getpid()
    child = process.spawn(state, port=options.port, owner_pid=owner, idle_seconds=options.idle_seconds)
    if not options.detach:
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        running = process.await_ready(child, state)
        print(json.dumps(asdict(running)), flush=True)
        return 0 if options.detach else child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        process.stop(state)
        return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(options: argparse.Namespace) -> int:
    if not process.stop(StateDirectory(options.state)):
        process.report(f"localaws: none was running in {options.state}")
    return 0


def _env(options: argparse.Namespace) -> int:
    aws = LocalAws.attach(options.state)
    for name, value in aws.environment(options.account, options.region).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0
