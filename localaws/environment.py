"""The environment variables with which any AWS client talks to the local AWS, and to nothing else."""

DEFAULT_ACCOUNT = "111122223333"
DEFAULT_REGION = "eu-west-1"


def client_environment(endpoint: str, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION) -> dict[str, str]:
    """Return the variables for one account and region; the access key id *is* the account.

    Profiles, the instance metadata service and the command line's call-home are switched off, so that no real
    credential can be picked up by mistake.

    Raises:
        ValueError: `account` is not twelve digits.
    """
    if not (account.isascii() and account.isdigit() and len(account) == 12):
        raise ValueError(f"An account is twelve digits, for example {DEFAULT_ACCOUNT}; got {account!r}.")
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "CDK_DISABLE_CLI_TELEMETRY": "1",
        "CDK_DISABLE_VERSION_CHECK": "1",
    }
