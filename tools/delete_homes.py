"""`make delete-homes`: the file systems that removed Studio domains have left, and the deletion of one of them.

    python -m tools.delete_homes config/minimal.yaml [--environment NAME] [--confirm FILE-SYSTEM]

Deleting takes two keys: `studio.homes_deletable: true` in the organisation's file, as it was deployed, and the file
system's id on the command. Before that a recovery point is made in AWS Backup; without one nothing is deleted.
Exit code 0: listed, or deleted. 1: nothing was deleted, and why. 2: the organisation's file is wrong.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.settings import ConfigurationError, Environment, Names, Organisation, load_organisation
from tools.bootstrap import environment_of
from tools.bootstrap_checks import BootstrapError, refuse_another_place, refuse_placeholders
from tools.home_backup import HomeBackup, NoBackupError
from tools.left_homes import Client, LeftHome, left_homes


class NotDeletedError(RuntimeError):
    """Something speaks against the deletion; nothing was touched."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make delete-homes", description="What removed Studio domains have left.")
    parser.add_argument("config", type=Path, help="the organisation's file")
    parser.add_argument("--environment", help="the environment; without it the one of your account")
    parser.add_argument("--confirm", metavar="FILE-SYSTEM", help="back this one up and delete it")
    options = parser.parse_args(arguments)
    try:
        _run(options.config, options.environment, options.confirm)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (BootstrapError, NotDeletedError, NoBackupError, BotoCoreError, ClientError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _run(config: Path, name: str | None, confirmed: str | None) -> None:
    organisation, session = load_organisation(config), boto3.Session()
    region = session.region_name or organisation.hub.region
    if region is None:
        raise BootstrapError("No region. Set AWS_REGION, or `region` in your AWS profile.")
    sts = session.client("sts", region_name=region)
    refuse_placeholders(organisation, endpoint=sts.meta.endpoint_url)
    account = sts.get_caller_identity()["Account"]
    environment = _environment(organisation, name, account)
    refuse_another_place(environment, account=account, region=region)
    names = Names(organisation=organisation.name, environment=environment.name)

    def client(service: str) -> Any:
        return session.client(service, region_name=region)

    homes = left_homes(client, names)
    print(f"{environment.name}: account {account}, {region}")
    if confirmed is None:
        _list(homes, environment)
    else:
        _delete(_chosen(homes, confirmed), environment, names, client)


def _environment(organisation: Organisation, name: str | None, account: str) -> Environment:
    if name is None:
        return environment_of(organisation, account=account)
    found = {environment.name: environment for environment in organisation.environments}
    if name not in found:
        raise BootstrapError(f"No environment {name} in {organisation.name}. It has {', '.join(found)}.")
    return found[name]


def _list(homes: list[LeftHome], environment: Environment) -> None:
    for home in homes:
        print(f"  {home}")
    if not homes:
        print("  No removed domain has left a file system.")
        return
    permits = "says so" if _permits(environment) else "does not"
    print(
        f"Nothing was deleted. To delete one takes two keys: the organisation's file says studio.homes_deletable: true "
        f"for {environment.name} and is deployed (now it {permits}), and the command says which one, for example\n"
        f"  make delete-homes ENV={environment.name} CONFIRM={homes[0].file_system}\n"
        f"A recovery point in AWS Backup comes first."
    )


def _permits(environment: Environment) -> bool:
    return bool(environment.studio and environment.studio.homes_deletable)


def _chosen(homes: list[LeftHome], confirmed: str) -> LeftHome:
    for home in homes:
        if home.file_system == confirmed:
            return home
    left = ", ".join(home.file_system for home in homes) or "none"
    raise NotDeletedError(
        f"{confirmed} is not what a removed domain of this environment has left; that is: {left}. Only that can be "
        f"deleted, and only once the domain is gone. Nothing was deleted."
    )


def _delete(home: LeftHome, environment: Environment, names: Names, client: Client) -> None:
    if not _permits(environment):
        raise NotDeletedError(
            f"The organisation's file does not permit it: homes of removed domains stay. Write studio.homes_deletable: "
            f"true below the environment {environment.name}, deploy {names.stack('Foundation')}, and repeat this. "
            f"Nothing was deleted."
        )
    if home.mount_targets:
        raise NotDeletedError(
            f"{home.file_system} has {home.mount_targets} mount targets: somebody may be writing to it. Those of a "
            f"removed domain go with its stack: destroy or deploy {names.stack('Studio')} again, or delete them by "
            f"hand. Nothing was deleted."
        )
    point = HomeBackup(client, names, say=_say).make(home)
    client("efs").delete_file_system(FileSystemId=home.file_system)
    print(f"  Deleted: {home}\n  Recovery point: {point}\n  It stays until somebody deletes it, and costs until then.")


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
