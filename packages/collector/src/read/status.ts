import type { CollectorStatus } from "@peekjs/protocol";
import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";

/** `GET /peek/v1/status` */
export async function status(context: Context, collector: CollectorContext): Promise<Response> {
  const { options, store, clients, refusals, clock, startedAt } = collector;
  const { oldest, bytesOnDisk, backlogRecords } = await store.status();
  const body: CollectorStatus = {
    version: options.version,
    startedAt,
    mode: options.mode,
    ingestUrl: options.ingestUrl,
    received: clients.received,
    hasData: oldest !== undefined || clients.received > 0,
    clients: clients.list(),
    refused: refusals.list(clock()),
    bytesOnDisk,
    backlogRecords,
  };
  return context.json(body, 200, { "cache-control": "no-store" });
}
