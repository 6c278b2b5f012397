/**
 * A request as PeekAPI's clients report it, with our names. Nothing is checked here: what is no object stays as it
 * is, so that the decoder refuses it with its reason.
 */
export function fromPeekApi(event: unknown, receivedAt: number): unknown {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return event;
  const fields = event as Record<string, unknown>;
  return {
    timestamp: fields["timestamp"] ?? receivedAt,
    method: fields["method"],
    path: withoutQuery(fields["path"]),
    status: fields["status_code"],
    durationMs: fields["response_time_ms"],
    requestBytes: fields["request_size"],
    responseBytes: fields["response_size"],
    consumer: fields["consumer_id"],
    metadata: fields["metadata"],
  };
}

/** Query values may be personal data: its clients send them only when asked to, and peek keeps them only as `query`. */
function withoutQuery(path: unknown): unknown {
  return typeof path === "string" ? path.split(/[?#]/, 1)[0] : path;
}
