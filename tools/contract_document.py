"""docs/contract.md, written from the contract's schema."""

from mlplatform.contract import CONTRACT, SCHEMA_VERSION, Entry
from mlplatform.settings import Names

ROOT = Names(organisation="any", environment="<environment>").parameter("")

HEAD = f"""\
# The contract

Written by `make docs` from `mlplatform/contract/schema.py`; a test keeps it current.

What a deployed platform tells people, the SDK and other tools stands in SSM Parameter Store, in the account and region
of each environment, below `{ROOT}`. Every key holds one JSON object of at most 4 KB, whose field `schema_version`
is {SCHEMA_VERSION}. The platform's stacks write it and nobody else does.

## Read it

The caller needs `ssm:GetParameter` and `ssm:GetParametersByPath` on the keys.

```python
import json

import boto3

ssm = boto3.client("ssm")
root = "{ROOT.replace("<environment>", "main")}"

# One key
network = json.loads(ssm.get_parameter(Name=f"{{root}}network")["Parameter"]["Value"])
print(network["subnet_ids"])

# All keys; Parameter Store gives ten a page
pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=root, Recursive=True)
contract = {{p["Name"].removeprefix(root): json.loads(p["Value"]) for page in pages for p in page["Parameters"]}}
```

## How versions change

- A new key, or a new field of a key: `schema_version` goes up by one, the path stays. Readers ignore what they don't
  know, and ask for a `schema_version` of at least what they need.
- A key or a field that goes, is renamed or means something else: the path's version goes up (`/aplatform/v2/`). The old
  path is written beside it until the release after the next, so that readers can move one by one.
- Values change with every deployment. Read them when you start; keep no copies.

## Keys
"""


def contract_text() -> str:
    """The whole document."""
    overview = ["| key | stack | purpose |", "|---|---|---|"]
    overview += [f"| [`{entry.key}`](#{_anchor(entry)}) | {entry.stack} | {_purpose(entry)} |" for entry in CONTRACT]
    return "\n".join([HEAD, *overview, "", *(_entry(entry) for entry in CONTRACT)])


def _entry(entry: Entry) -> str:
    rows = [
        f"| `{name}`{', optional' if name in entry.optional else ''} | {said} |" for name, said in entry.fields.items()
    ]
    return "\n".join(
        [
            f"### `{entry.key}`",
            "",
            f"{_purpose(entry)} Written by the stack {entry.stack} to `{ROOT}{entry.key}`{_where(entry)}.",
            "",
            "| field | what it is |",
            "|---|---|",
            f"| `schema_version` | {SCHEMA_VERSION} |",
            *rows,
            "",
        ]
    )


def _where(entry: Entry) -> str:
    kinds = f", in environments of kind {' or '.join(entry.kinds)}" if entry.kinds else ""
    return kinds + (f", with the feature {' or '.join(entry.features)}" if entry.features else "")


def _purpose(entry: Entry) -> str:
    """In Markdown a bare `<team>` would be a tag."""
    return entry.purpose.replace("<", "\\<")


def _anchor(entry: Entry) -> str:
    """As the usual Markdown renderers make it of the heading: letters, digits and dashes."""
    return "".join(character for character in entry.key if character.isalnum() or character == "-")
