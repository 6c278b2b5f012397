import { ENVELOPE_VERSION, PeekError, type IngestAnswer, type Problem } from "@peekjs/protocol";
import type { Reply } from "../../../delivery/transport.ts";
import { judge } from "../../../delivery/verdict.ts";
import type { PeekOptions } from "../../../options/options.ts";
import { resolveOptions } from "../../../options/resolve.ts";
import { createNodePlatform } from "../../platform.ts";
import { spoolName } from "../folder.ts";
import type { Refusal, StoredDeadLetter } from "./dead-letter.ts";
import type { SpoolOverview } from "./read-spools.ts";

/** Brings dead letters to a collector. */
export interface DeadLetterSender {
  /** Where to. */
  readonly url: URL;
  /** Whether a spool was written for this very endpoint. */
  isEndpointOf(spool: Pick<SpoolOverview, "id" | "service" | "environment">): boolean;
  /**
   * Sends one letter, under a key from which the collector recognises a repeat.
   *
   * @returns why it was refused; undefined when it was accepted, now or before
   * @throws {PeekError} when no letter can be sent now: no connection, a key that is refused, an overloaded collector
   */
  send(letter: StoredDeadLetter): Promise<Refusal | undefined>;
  close(): void;
}

/**
 * Creates a sender. What is not given comes from the environment, as a client's options do.
 *
 * @throws {PeekError} as `createPeek`, for options that cannot work
 */
export function createDeadLetterSender(
  options: Pick<PeekOptions, "apiKey"> & { endpoint: string },
): DeadLetterSender {
  const platform = createNodePlatform();
  const defaults = { service: "peek", developmentEndpoint: options.endpoint };
  const resolved = resolveOptions(options, platform.environment(), defaults);
  const transport = platform.createTransport(resolved);
  const url = resolved.url!;
  return {
    url,
    isEndpointOf: ({ id, service, environment }) =>
      service !== undefined &&
      environment !== undefined &&
      spoolName({ url, service, environment }) === id,
    async send(letter) {
      const key = { "idempotency-key": keyOf(letter) };
      let reply: Reply;
      try {
        reply = await platform.hold(transport.send(writeLetter(letter), key));
      } catch (error) {
        throw noAnswer(url, error);
      }
      return readAnswer(url, reply);
    },
    close: () => transport.close(),
  };
}

/** Another key after each refusal: a collector counts what it refused as received. */
function keyOf({ id, refusals }: StoredDeadLetter): string {
  return `dead-letter:${id}${refusals === 0 ? "" : `:${refusals}`}`;
}

/** Without its instance: in that scope the number was announced as lost. */
function writeLetter({ sdk, resource, requests, events, summaries }: StoredDeadLetter): string {
  const sentAt = Date.now();
  return JSON.stringify({
    version: ENVELOPE_VERSION,
    sdk,
    resource,
    sentAt,
    requests,
    events,
    summaries,
  });
}

function readAnswer(url: URL, reply: Reply): Refusal | undefined {
  const { kind } = judge(reply);
  if (kind === "acknowledged") {
    const rejected: unknown = (parse(reply.body) as Partial<IngestAnswer>).rejected;
    return Array.isArray(rejected) && rejected.length > 0
      ? readRefusal(rejected[0], reply)
      : undefined;
  }
  const { code, detail } = readRefusal(parse(reply.body), reply);
  // A key of another service: letters of its own may pass.
  const isOfRecord = kind === "refused" || kind === "rows" || kind === "too_large";
  if (isOfRecord || code === "PEEK_E_KEY_SERVICE") return { code, detail };
  throw stopped(url, reply.status, kind, detail);
}

function readRefusal(given: unknown, { status }: Reply): Refusal {
  const { code, detail } = (given ?? {}) as Partial<Problem>;
  return {
    code: typeof code === "string" ? code : `HTTP ${status}`,
    detail: typeof detail === "string" ? detail : "no reason given",
  };
}

function stopped(url: URL, status: number, kind: string, detail: string): PeekError {
  const answer = `${url.origin} answered ${status} (${detail}).`;
  if (kind === "retry") {
    return new PeekError("PEEK_E_UNAVAILABLE", `${answer} Try again later.`);
  }
  if (kind === "unauthorised") {
    const code = status === 401 ? "PEEK_E_KEY_REJECTED" : "PEEK_E_KEY_SCOPE";
    return new PeekError(code, `${answer} Give a write key: --api-key or PEEK_API_KEY.`);
  }
  return new PeekError("PEEK_E_WRONG_SERVER", `${answer} Is --endpoint a peek collector?`);
}

function noAnswer(url: URL, error: unknown): unknown {
  if (!(error instanceof PeekError) || error.code === "PEEK_E_PRIVATE_ENDPOINT") return error;
  const { code, cause } = error;
  const what = (cause as NodeJS.ErrnoException | undefined)?.code;
  const reason = what === undefined ? "" : ` (${what})`;
  return new PeekError(code, `No answer from ${url.origin}${reason}. Is the collector running?`, {
    cause: error,
  });
}

function parse(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
