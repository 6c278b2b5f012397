"""PeekAPI's middleware for ASGI: an app that answers `/kept`, and fails before it answers anything else."""

import asyncio
import os

from peekapi.client import PeekApiClient
from peekapi.middleware import PeekApiASGI

client = PeekApiClient(
    {
        "api_key": os.environ["KEY"],
        "endpoint": os.environ["URL"] + "/v1/events",
        "storage_path": os.path.join(os.environ["FOLDER"], "events.jsonl"),
    }
)


async def app(scope, receive, send):
    if scope["path"] != "/kept":
        raise RuntimeError("boom")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


async def ignore(message=None):
    pass


async def request(path):
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    try:
        await PeekApiASGI(app, client=client)(scope, ignore, ignore)
    except RuntimeError:
        # Its server answers with 500.
        pass


asyncio.run(request("/kept"))
asyncio.run(request("/failed"))
client.shutdown()
