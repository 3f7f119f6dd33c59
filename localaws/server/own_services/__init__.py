"""Operations that neither half has, or has only in part: served here, from a record of what was asked.

Nothing stands behind them but the record: a replication rule replicates no image, a connection reaches no provider.
"""

from localaws.server.own_services import codecommit, codeconnections, ecr_registry, glue_settings
from localaws.server.own_services.records import Operation

OPERATIONS: dict[tuple[str, str], Operation] = {
    **codecommit.OPERATIONS,
    **codeconnections.OPERATIONS,
    **ecr_registry.OPERATIONS,
    **glue_settings.OPERATIONS,
}
"""By signing name and operation. They come before the engine's and moto's."""
