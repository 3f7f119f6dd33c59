"""User profiles, sharded."""

from mlplatform.users.clean_up_function import CleanUpFunction
from mlplatform.users.user_shard import UserShard

__all__ = ["CleanUpFunction", "UserShard"]
