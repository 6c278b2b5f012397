import { PeekError } from "@peekjs/protocol";
import type { Transport } from "../delivery/transport.ts";
import type { ResolvedOptions } from "../options/resolve.ts";

const MOST_ANSWER_BYTES = 65_536;

/** Posts with the platform's fetch. It ignores name look-ups of ours: only literal addresses were checked. */
export function createFetchTransport({ url, apiKey, timeout }: ResolvedOptions): Transport {
  const underWay = new Set<AbortController>();
  return {
    async send(body, headers) {
      // One for each: where requests are isolated from one another, a signal belongs to the request that made it.
      const controller = new AbortController();
      const startedAt = performance.now();
      const deadline = setTimeout(() => controller.abort(), timeout);
      underWay.add(controller);
      try {
        const response = await fetch(url!.href, {
          method: "POST",
          body,
          headers: {
            "content-type": "application/json",
            ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
            ...headers,
          },
          redirect: "manual",
          signal: controller.signal,
        });
        return {
          status: response.status,
          contentType: response.headers.get("content-type") ?? "",
          retryAfter: response.headers.get("retry-after") ?? undefined,
          body: await readStart(response),
        };
      } catch (error) {
        const isLate = performance.now() - startedAt >= timeout;
        throw new PeekError(
          isLate ? "PEEK_E_TIMEOUT" : "PEEK_E_UNREACHABLE",
          `Cannot reach ${url!.origin} (${String(error)}). Requests are unaffected; events are kept and tried again.`,
          { cause: error },
        );
      } finally {
        clearTimeout(deadline);
        underWay.delete(controller);
      }
    },
    close() {
      for (const controller of underWay) controller.abort();
    },
  };
}

/** The body to its end, of which what is over the limit is not kept: an acknowledgement counts when it came whole. */
async function readStart({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text.slice(0, MOST_ANSWER_BYTES);
    if (text.length < MOST_ANSWER_BYTES) text += decoder.decode(value, { stream: true });
  }
}
