"""Data of one team: objects below prefixes, and the tables and queries over them.

The stack fills the placeholders for each role from the table in `mlplatform.data.access`: `<readable>` stands for the
objects below the prefixes that a role reads (`<bucket>/train/*`), and so on. No role may delete a version.
"""

from mlplatform.identity.statement import Statement, Wildcard

READ_OBJECTS = Statement(
    sid="ReadObjects", actions=("s3:GetObject",), resources=("<readable>",), wildcard=Wildcard.CREATED_LATER
)
WRITE_OBJECTS = Statement(
    sid="WriteObjects",
    actions=("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"),
    resources=("<writable>",),
    wildcard=Wildcard.CREATED_LATER,
)
DELETE_OBJECTS = Statement(
    sid="DeleteObjects", actions=("s3:DeleteObject",), resources=("<deletable>",), wildcard=Wildcard.CREATED_LATER
)
LIST_BUCKETS = Statement(sid="ListBuckets", actions=("s3:ListBucket",), resources=("<listed-buckets>",))
LIST_GOLD = Statement(
    sid="ListGold",
    actions=("s3:ListBucket",),
    resources=("<gold>",),
    conditions={"StringLike": {"s3:prefix": "<listed-in-gold>"}},
)
LIST_WORK = Statement(
    sid="ListWork",
    actions=("s3:ListBucket",),
    resources=("<work>",),
    conditions={"StringLike": {"s3:prefix": "<listed-in-work>"}},
)
# Athena asks for it where results go: https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html
LOCATE_RESULTS = Statement(sid="LocateResults", actions=("s3:GetBucketLocation",), resources=("<work>",))

RUN_QUERIES = Statement(
    sid="RunQueries",
    actions=(
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:ListQueryExecutions",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
    ),
    resources=("athena:workgroup/<workgroup>",),
)
BROWSE_TABLES = Statement(
    sid="BrowseTables",
    actions=(
        "athena:GetDatabase",
        "athena:GetTableMetadata",
        "athena:ListDatabases",
        "athena:ListTableMetadata",
    ),
    resources=("athena:datacatalog/AwsDataCatalog",),
)
READ_TABLES = Statement(
    sid="ReadTables",
    actions=(
        "glue:BatchGetPartition",
        "glue:GetDatabase",
        "glue:GetDatabases",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:GetTable",
        "glue:GetTables",
    ),
    resources=("glue:catalog", "<read-databases>", "<read-tables>"),
    wildcard=Wildcard.CREATED_LATER,
)
WRITE_TABLES = Statement(
    sid="WriteTables",
    actions=(
        "glue:BatchCreatePartition",
        "glue:BatchDeletePartition",
        "glue:CreateTable",
        "glue:DeleteTable",
        "glue:UpdatePartition",
        "glue:UpdateTable",
    ),
    resources=("glue:catalog", "<written-databases>", "<written-tables>"),
    wildcard=Wildcard.CREATED_LATER,
)
USE_CATALOG_KEY = Statement(
    sid="UseCatalogKey",
    actions=("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"),
    resources=("<catalog-key>",),
    conditions={"StringEquals": {"kms:ViaService": "glue.<region>.amazonaws.com"}},
)

BY_PLACEHOLDER = (
    (READ_OBJECTS, "readable"),
    (WRITE_OBJECTS, "writable"),
    (DELETE_OBJECTS, "deletable"),
    (LIST_BUCKETS, "listed-buckets"),
    (LIST_GOLD, "listed-in-gold"),
    (LIST_WORK, "listed-in-work"),
    (LOCATE_RESULTS, "workgroup"),
    (RUN_QUERIES, "workgroup"),
    (BROWSE_TABLES, "workgroup"),
    (READ_TABLES, "read-tables"),
    (WRITE_TABLES, "written-tables"),
    (USE_CATALOG_KEY, "read-tables"),
)
"""Each statement with the placeholder without which it says nothing: a role gets it where that has a value."""

ROWS = tuple(row for row, _ in BY_PLACEHOLDER)
