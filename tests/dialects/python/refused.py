"""Segment's or RudderStack's client for Python: prints why one event was refused, and how often it was sent."""

import importlib
import os

import requests

Client = importlib.import_module(os.environ["MODULE"]).Client

posts = 0
send = requests.Session.send


def counted(*arguments, **options):
    global posts
    posts += 1
    return send(*arguments, **options)


requests.Session.send = counted
client = Client(
    "no-such-key",
    host=os.environ["URL"],
    max_retries=1,
    on_error=lambda error, _: print(posts, error, flush=True),
)
client.track("u1", "Order")
client.shutdown()
