import { parseHttpDate } from "@peekjs/protocol/internal";

/** An answer, read to its end. */
export interface Reply {
  status: number;
  /** Milliseconds that its Retry-After asks for, or the end of the period of a limit that was reached. */
  retryAfter: number | undefined;
  text: string;
  /** The body when it is JSON, otherwise undefined. */
  json: unknown;
}

const MOST_BYTES = 1_048_576;

/** Reads an answer, at most 1 MB of it: what is longer is no answer of a destination. */
export async function readReply(response: Response): Promise<Reply> {
  const text = await readText(response);
  const { status, headers } = response;
  return {
    status,
    retryAfter:
      parseRetryAfter(headers.get("retry-after")) ??
      (status === 429 ? parseReset(headers) : undefined),
    text,
    json: parse(text),
  };
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      return text;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parse(text: string): unknown {
  // The usual answer of a webhook's receiver: an error costs more than all else that is done with it.
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A destination may ask for at most an hour. */
const LONGEST_RETRY_AFTER = 3_600_000;

/** Milliseconds of a Retry-After header: delay-seconds or an HTTP date (RFC 9110 §10.2.3). */
function parseRetryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  const isDelay = /^\d+(?:\.\d+)?$/.test(text);
  // A date begins with its day; what else a runtime takes for one is none.
  if (!isDelay && !/^[A-Z][a-z]{2}/.test(text)) return undefined;
  const delay = isDelay ? Number(text) * 1_000 : parseHttpDate(text) - now;
  return Number.isNaN(delay) ? undefined : bound(delay);
}

/** What is more is a time, and no delay: seconds since 1970. */
const LONGEST_DELAY = 1_000_000_000;

/** Milliseconds until a limit that was reached begins anew, as APIs tell it that send no Retry-After. */
function parseReset(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset") ?? "";
  if (!/^\d{1,12}(?:\.\d+)?$/.test(text)) return undefined;
  const seconds = Number(text);
  return bound(seconds < LONGEST_DELAY ? seconds * 1_000 : seconds * 1_000 - now);
}

function bound(delay: number): number {
  return Math.min(LONGEST_RETRY_AFTER, Math.max(0, delay));
}
