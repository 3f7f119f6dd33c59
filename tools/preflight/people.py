"""People: the identity provider that the file names, and whom it must know."""

from collections.abc import Iterable
from typing import Any

from tools.preflight.checked import Context, Finding, fine, stop

MOST_SHOWN = 5


def identity_provider(context: Context) -> Iterable[Finding]:
    """The SAML provider is in the account, or Identity Center is on."""
    if saml := context.organisation.identity.saml:
        providers = context.client("iam").list_saml_providers()["SAMLProviderList"]
        names = [provider["Arn"].rpartition("/")[2] for provider in providers]
        if saml.provider in names:
            yield fine("SAML", saml.provider)
        else:
            there = f"the account has {', '.join(names)}" if names else "the account has none"
            yield stop("SAML", f"no provider {saml.provider}; {there}", "create it, or correct identity.saml.provider")
    elif not (instances := context.client("sso-admin").list_instances()["Instances"]):
        yield stop("Identity Center", "not switched on for this account", "switch it on in the management account")
    else:
        yield fine("Identity Center", str(instances[0]["InstanceArn"]))


def users(context: Context) -> Iterable[Finding]:
    """Identity Center knows every user, and each team's service user: else their profiles cannot be made."""
    if context.organisation.identity.saml or not context.environment.is_workbench:
        return
    instances = context.client("sso-admin").list_instances()["Instances"]
    if not instances:
        return  # identity_provider says so
    known = _known(context.client("identitystore"), instances[0]["IdentityStoreId"])
    wanted = {user.name for user in context.organisation.users}
    wanted |= {context.names.service_profile(team.name) for team in context.organisation.teams}
    if missing := sorted(wanted - known):
        more = f" and {len(missing) - MOST_SHOWN} more" if len(missing) > MOST_SHOWN else ""
        yield stop(
            "users",
            f"Identity Center does not know {', '.join(missing[:MOST_SHOWN])}{more}",
            "create them there; <team>-service owns a team's shared space, and nobody signs in as it",
        )
    else:
        yield fine("users", f"all {len(wanted)} are known to Identity Center")


def _known(identity_store: Any, store: str) -> set[str]:
    pages = identity_store.get_paginator("list_users").paginate(IdentityStoreId=store)
    return {user["UserName"] for page in pages for user in page["Users"]}


CHECKS = (identity_provider, users)
