import type { ProductEventType } from "@peekjs/protocol";
import type { Context } from "hono";
import type { KeyEntry } from "../../auth/key-registry.ts";
import { basicCredentials, bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import { readLibrary } from "../keep-events.ts";
import { isObject, readJsonObject, type JsonObject } from "../read-json.ts";
import { keepMessages, messagesOf } from "./keep-messages.ts";
import type { Vendor } from "./message-time.ts";
import { toldProblem } from "./told-problem.ts";

/** Refused messages that an answer names. */
const MOST_TOLD = 1_000;

type Handler = (context: Context<CollectorEnv>, collector: IngestContext) => Promise<Response>;

/**
 * Messages of Segment's and RudderStack's clients, which share paths and form: a batch, or one message whose type is
 * in the path. What is no valid message is left out and reported; its batch is taken all the same, since a client
 * never repeats what was refused, and RudderStack's ends its process over it.
 */
export function ingestMessages(type?: ProductEventType): Handler {
  return async (context, collector) => {
    try {
      return await answer(context, collector, type);
    } catch (error) {
      throw toldProblem(error);
    }
  };
}

async function answer(
  context: Context<CollectorEnv>,
  collector: IngestContext,
  type: ProductEventType | undefined,
): Promise<Response> {
  const basic = basicCredentials(context);
  const sent = (basic?.password === "" ? basic.user : undefined) ?? context.req.query("writeKey");
  // Nobody is let send megabytes who has shown a key that is not known.
  let key = sent === undefined ? undefined : await authenticate(collector, sent);
  const body = await readJsonObject(context, collector);
  key ??= await authenticate(collector, body["writeKey"], bearerToken(context), basic?.user);
  const vendor = vendorOf(key, context, messagesOf(body));
  const rejected = await keepMessages({ body, type, vendor, key }, collector);
  if (vendor === "rudderstack") return context.text("OK");
  return context.json({
    success: true,
    ...(rejected.length > 0 && { rejected: rejected.slice(0, MOST_TOLD) }),
  });
}

/** As the key says, else by what only RudderStack's clients send. */
function vendorOf(
  key: KeyEntry | undefined,
  context: Context,
  messages: readonly unknown[],
): Vendor {
  if (key?.dialect === "segment" || key?.dialect === "rudderstack") return key.dialect;
  const [first] = messages;
  const isRudderStack =
    (isObject(first) && (first["originalTimestamp"] !== undefined || isFromPython(first))) ||
    context.req.header("sentat") !== undefined;
  return isRudderStack ? "rudderstack" : "segment";
}

/** RudderStack's client for Python names itself as Segment's does, and adds a channel, which that has not. */
function isFromPython(message: JsonObject): boolean {
  return (
    message["channel"] === "server" && readLibrary(message["context"])?.name === "analytics-python"
  );
}
