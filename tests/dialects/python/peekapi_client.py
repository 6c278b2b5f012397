"""PeekAPI's client for Python: reports the items of each line, `1 12`, and closes at the end of the input."""

import os
import sys
from datetime import datetime, timedelta, timezone

from peekapi.client import PeekApiClient

client = PeekApiClient(
    {
        "api_key": os.environ["KEY"],
        "endpoint": os.environ["URL"] + "/v1/events",
        "batch_size": int(os.environ["BATCH_SIZE"]),
        "flush_interval": 0.2,
        "storage_path": os.path.join(os.environ["FOLDER"], "events.jsonl"),
    }
)
print("ready", flush=True)
for line in sys.stdin:
    first, last = map(int, line.split())
    now = datetime.now(timezone.utc)
    for number in range(first, last + 1):
        client.track(
            {
                "method": "GET",
                "path": f"/Item {number:02}",
                "status_code": 200,
                "response_time_ms": 1.5,
                "request_size": 0,
                "response_size": 3,
                "timestamp": (now - timedelta(milliseconds=last - number)).isoformat(),
                "metadata": {"ratio": float("nan")},
            }
        )
client.shutdown()
