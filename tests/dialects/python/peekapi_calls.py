"""PeekAPI's client for Python: reports the requests of a file of JSON, one by one."""

import json
import os
import sys

from peekapi.client import PeekApiClient

client = PeekApiClient(
    {
        "api_key": os.environ["KEY"],
        "endpoint": os.environ["URL"] + "/v1/events",
        "flush_interval": 0.2,
        "storage_path": os.path.join(os.environ["FOLDER"], "events.jsonl"),
    }
)
for request in json.load(sys.stdin):
    client.track(request)
client.shutdown()
