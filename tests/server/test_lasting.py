"""Requests that last: bodies that never end, operations that never end, clients that leave."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
from structlog.testing import capture_logs

TOKEN = "bon-jeton"
HEAD = (
    f"POST / HTTP/1.1\r\nHost: serveur\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
).encode()
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def posted(body: bytes) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], dict[str, Any]]:
    """The status, headers and JSON of one HTTP response."""
    async with asyncio.timeout(10):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split()[1]), headers, json.loads(body)


async def test_an_operation_out_of_time_is_504_without_data(make_endpoint: Any, make_client: Any, backend: Any) -> None:
    client = make_client(make_endpoint(timeout=0.05))
    before = time.perf_counter()
    response = await client.post("", json={"query": "{ lent }"}, headers={"accept": "application/json"})
    (error,) = response.json().pop("errors")
    assert (response.status_code, error["extensions"]["code"]) == (504, "DELAI_DEPASSE")
    assert "data" not in response.json()
    assert time.perf_counter() - before < 2
    assert backend.cancelled.is_set()


async def test_the_deadline_counts_from_the_start_of_the_execution(make_endpoint: Any, make_client: Any) -> None:
    client = make_client(make_endpoint(timeout=0.4))
    before = time.perf_counter()
    response = await client.post("", json={"query": "{ lent }"})
    assert response.status_code == 504
    assert 0.35 < time.perf_counter() - before < 2


async def test_a_timeout_leaves_its_task_able_to_go_on(make_endpoint: Any, make_client: Any) -> None:
    client = make_client(make_endpoint(timeout=0.05))
    await client.post("", json={"query": "{ lent }"})
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_cancelled_request_stays_cancelled(client: httpx.AsyncClient, backend: Any) -> None:
    request = asyncio.create_task(client.post("", json={"query": "{ lent }"}))
    await asyncio.wait_for(backend.started.wait(), 5)
    request.cancel()
    await asyncio.wait([request])
    assert request.cancelled()
    assert backend.cancelled.is_set()


async def test_a_server_goes_on_after_a_timeout(make_endpoint: Any, make_client: Any) -> None:
    client = make_client(make_endpoint(timeout=0.05))
    slow, quick = await asyncio.gather(
        client.post("", json={"query": "{ lent }"}), client.post("", json={"query": "{ bonjour }"})
    )
    assert (slow.status_code, quick.status_code) == (504, 200)
    assert (await client.post("", json={"query": "{ bonjour }"})).status_code == 200


async def test_a_client_that_leaves_cancels_its_operation(endpoint: Any, serve: Any, backend: Any) -> None:
    port = await serve(endpoint)
    with capture_logs() as lines:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(posted(b'{"query": "{ lent }"}'))
        await asyncio.wait_for(backend.started.wait(), 5)
        writer.close()
        await asyncio.wait_for(backend.cancelled.wait(), 5)
        await asyncio.sleep(0.05)
    assert [line["statut"] for line in lines if line["event"] == "requete"] == [499]


async def test_a_client_that_leaves_before_the_end_of_its_body_is_forgotten(endpoint: Any, serve: Any) -> None:
    port = await serve(endpoint)
    with capture_logs() as lines:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"Content-Length: 1000\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()
        await asyncio.sleep(0.1)
    assert [line["statut"] for line in lines] == [499]


async def test_a_body_that_never_ends_is_408_and_closes(make_endpoint: Any, serve: Any) -> None:
    port = await serve(make_endpoint(body_timeout=0.2))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\n{")
    status, headers, body = await answer(reader)
    assert (status, headers["connection"]) == (408, "close")
    assert body["errors"][0]["extensions"]["code"] == "REQUETE_INVALIDE"
    assert await reader.read() == b""
    writer.close()


async def test_a_body_that_drips_is_408(make_endpoint: Any, serve: Any) -> None:
    port = await serve(make_endpoint(body_timeout=0.3))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + CHUNKED)

    async def drip() -> None:
        while True:
            writer.write(b"1\r\n \r\n")
            await asyncio.sleep(0.02)

    dripping = asyncio.create_task(drip())
    status, _, _ = await answer(reader)
    dripping.cancel()
    writer.close()
    assert status == 408


async def test_a_body_without_end_is_413_and_leaves_the_others_served(endpoint: Any, serve: Any) -> None:
    port = await serve(endpoint)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + CHUNKED)

    async def flood() -> None:
        while True:
            writer.write(b"4000\r\n" + b" " * 0x4000 + b"\r\n")
            await writer.drain()

    flooding = asyncio.create_task(flood())
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        other = await client.post("/", json={"query": "{ bonjour }"}, headers={"authorization": f"Bearer {TOKEN}"})
    status, headers, _ = await answer(reader)
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)
    writer.close()
    assert (other.status_code, status, headers["connection"]) == (200, 413, "close")


async def test_ten_megabytes_sent_at_once_are_answered_413(endpoint: Any, serve: Any) -> None:
    port = await serve(endpoint)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        refused = await client.post("/", content=b" " * 10_000_000, headers=headers)
        after = await client.post("/", json={"query": "{ bonjour }"}, headers=headers)
    assert (refused.status_code, after.status_code) == (413, 200)


async def test_a_streamed_body_is_read_in_parts(endpoint: Any, serve: Any) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b'{"query": '
        await asyncio.sleep(0.02)
        yield b'"{ bonjour }"}'

    port = await serve(endpoint)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        response = await client.post("/", content=parts(), headers=headers)
    assert response.json() == {"data": {"bonjour": "Bonjour"}}
