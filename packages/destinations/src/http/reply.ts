/** An answer, read to its end. */
export interface Reply {
  status: number;
  /** Milliseconds that its Retry-After asks for. */
  retryAfter: number | undefined;
  text: string;
  /** The body when it is JSON, otherwise undefined. */
  json: unknown;
}

const MOST_BYTES = 65_536;

/** Reads an answer, at most 64 kB of it: what is longer is no answer of a destination. */
export async function readReply(response: Response): Promise<Reply> {
  const text = await readText(response);
  return {
    status: response.status,
    retryAfter: parseRetryAfter(response.headers.get("retry-after")),
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
  const delay = isDelay ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(delay) ? undefined : Math.min(LONGEST_RETRY_AFTER, Math.max(0, delay));
}
