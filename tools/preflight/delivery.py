"""Delivery: connections to repositories, which a person must authorise once, and services closed to new customers."""

from collections.abc import Iterable

from botocore.exceptions import ClientError

from tools.preflight.checked import Context, Finding, fine, look, stop


def connections(context: Context) -> Iterable[Finding]:
    """No connection waits for the person who authorises it."""
    if not context.environment.is_hub or not any(p.source.connection for p in context.organisation.projects):
        return
    found = context.client("codeconnections").list_connections()["Connections"]
    own = [c for c in found if c["ConnectionName"].startswith(f"{context.organisation.name}-")]
    for connection in own:
        name, status = connection["ConnectionName"], connection["ConnectionStatus"]
        if status == "AVAILABLE":
            yield fine("connection", f"{name} is authorised")
        else:
            yield look("connection", f"{name} is {status}", "authorise it in the console: Developer Tools, Connections")
    if not own:
        yield look("connection", "none yet; the first deployment makes it", "authorise it then, in the console")


def repositories(context: Context) -> Iterable[Finding]:
    """The CodeCommit repositories that projects name are there."""
    if not context.environment.is_hub:
        return
    for project in context.organisation.projects:
        if not (source := project.source.code_commit):
            continue
        try:
            context.client("codecommit").get_repository(repositoryName=source.repository)
        except ClientError as error:
            if error.response["Error"]["Code"] != "RepositoryDoesNotExistException":
                raise
            yield stop("CodeCommit", f"no repository {source.repository}", f"create it, for the project {project.name}")
        else:
            yield fine("CodeCommit", source.repository)


def closed_services(context: Context) -> Iterable[Finding]:
    """Whether an account still has a service that is closed to new customers, only AWS knows."""
    for service in context.organisation.compliance.services_kept:
        yield look(
            "services_kept",
            f"{service} is closed to new customers",
            f"make sure that account {context.account} used it before it closed; a deployment would fail otherwise",
        )


CHECKS = (connections, repositories, closed_services)
