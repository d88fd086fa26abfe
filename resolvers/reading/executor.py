"""The passage: JSON made by PostgreSQL goes through graphql-core untouched."""

from __future__ import annotations

from typing import Any

import orjson
from graphql.execution import Executor

Fragment = orjson.Fragment


class FragmentExecutor(Executor[Any]):
    """Completes every value as graphql-core does, except a fragment of JSON, which is complete already."""

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """See `graphql.execution.Executor.complete_value`."""
        if type(result) is Fragment:
            return result
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)
