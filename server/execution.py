"""Running a document in this process, with the checks and the errors of the API: command line, reports, documents."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

import orjson
from graphql import execute

from auth.caller import Caller
from server.app import Application
from server.errors import present
from server.logs import log_internal_error, new_request_id
from server.prepared import DocumentStore


async def execute_document(
    application: Application, text: str, variables: dict[str, Any], caller: Caller
) -> dict[str, Any]:
    """`{"data": …, "errors": …}` of a document of one operation, as `caller` would get it.

    Errors: server.errors.RequestRefused for a document that is not valid.
    """
    documents = DocumentStore(application.schema, application.limits, {})
    document = await documents.prepare(text, anonymous=caller.anonymous)
    context = application.context(caller, new_request_id(), document)
    started = execute(
        application.schema,
        document.document,
        context_value=context,
        variable_values=variables,
        executor_class=application.execution_context_class,
    )
    result = await started if isawaitable(started) else started
    answer: dict[str, Any] = {"data": result.data}
    errors = present([*(result.errors or ()), *context.errors], log_internal_error)
    if errors:
        answer["errors"] = errors
    decoded: dict[str, Any] = orjson.loads(orjson.dumps(answer))
    return decoded
