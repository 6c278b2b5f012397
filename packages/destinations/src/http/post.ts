import { readReply, type Reply } from "./reply.ts";

export interface PostRequest {
  url: string;
  /** Sent as it is when text or bytes, otherwise as JSON. */
  body: unknown;
  headers?: Record<string, string> | undefined;
}

/** Makes one request. Redirects are answers like any other: credentials go where they were meant to go. */
export async function post(
  { url, body, headers }: PostRequest,
  fetchImplementation: typeof fetch,
  signal: AbortSignal,
): Promise<Reply> {
  const isReady = typeof body === "string" || body instanceof Uint8Array;
  const response = await fetchImplementation(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: isReady ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    redirect: "manual",
    signal,
  });
  return readReply(response);
}
