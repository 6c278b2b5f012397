const encoder = new TextEncoder();

/** An event of a `text/event-stream`; `data` is sent as one line of JSON. */
export interface ServerSentEvent {
  event: string;
  data: unknown;
  /** What a client that reconnects sends as `Last-Event-ID`. */
  id?: string | undefined;
  /** Milliseconds that the browser waits before it reconnects. */
  retry?: number | undefined;
}

export function encodeEvent({ event, data, id, retry }: ServerSentEvent): Uint8Array {
  let text = `event: ${event}\n`;
  if (id !== undefined) text += `id: ${id}\n`;
  if (retry !== undefined) text += `retry: ${retry}\n`;
  return encoder.encode(`${text}data: ${JSON.stringify(data)}\n\n`);
}

/** A comment that keeps the connection open through proxies, and moves the `Last-Event-ID` on without an event. */
export function encodePing(id: string): Uint8Array {
  return encoder.encode(`: ping\nid: ${id}\n\n`);
}
