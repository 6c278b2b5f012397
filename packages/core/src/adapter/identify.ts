import { PeekError } from "@peekjs/protocol";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { Consumer, MountOptions } from "../options/options.ts";
import { maskMessage } from "../privacy/mask/mask-message.ts";
import type { AdapterClient } from "./adapter-client.ts";
import { ask } from "./callback.ts";
import type { Ending } from "./ending.ts";

/** Adds to a record who calls. Runs the app's `identifyConsumer`, whose failure costs the name alone. */
export function identify<FrameworkRequest>(
  client: AdapterClient,
  record: ObservedRequest,
  { identifyConsumer }: MountOptions<FrameworkRequest>,
  { request, consumer, apiKey, authorization }: Ending<FrameworkRequest>,
): void {
  let identity = consumer;
  if (identity === undefined && identifyConsumer !== undefined) {
    identity = ask(client, "identifyConsumer", identifyConsumer, request);
  }
  if (identity === null || isNamed(client, record, identity)) return;
  if (apiKey !== undefined && apiKey !== "") {
    record.credential = apiKey;
    record.consumerSource = "api_key";
  } else if (authorization !== undefined && authorization !== "") {
    record.credential = authorization;
    record.consumerSource = "authorization";
  }
}

/** Whether the app names somebody; an answer that cannot be an id is reported as an error. */
function isNamed(
  client: AdapterClient,
  record: ObservedRequest,
  identity: string | Consumer | undefined,
): boolean {
  if (identity === undefined || identity === "") return false;
  try {
    if (typeof identity === "string") {
      record.consumer = identity;
    } else {
      const { id, name, group } = identity;
      if (id === "") return false;
      if (typeof id !== "string") throw new TypeError(`it is ${kindOf(identity, id)}`);
      record.consumer = id;
      record.consumerName = name;
      record.consumerGroup = group;
    }
    record.consumerSource = "app";
    return true;
  } catch (cause) {
    client.trouble(identityError(cause));
    return false;
  }
}

function kindOf(identity: unknown, id: unknown): string {
  return typeof identity === "object"
    ? `an object with ${typeof id} as id`
    : `a ${typeof identity}`;
}

function identityError(cause: unknown): PeekError {
  const why = cause instanceof Error ? maskMessage(cause.message) : typeof cause;
  return new PeekError(
    "PEEK_E_CALLBACK",
    `What identifyConsumer or setConsumer gave names nobody (${why}). The request is recorded without it; give the id as text, { id, name, group }, null or undefined.`,
    { cause },
  );
}
