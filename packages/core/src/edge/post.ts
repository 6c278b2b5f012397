/** A server may ask for at most an hour. */
const LONGEST_RETRY_AFTER = 3_600_000;

/** What the endpoint answered; status 0: no whole answer came. */
export interface Answer {
  status: number;
  isAcknowledged?: boolean;
  /** Milliseconds for which the collector asks to be left alone. */
  retryAfter: number;
  /** Whether it was not waited for any longer. */
  isLate?: boolean;
  /** Why no answer came. */
  cause?: string;
}

/** Posts with the platform's fetch, and reads the answer to its end without keeping it. Never throws. */
export async function post(url: URL, request: RequestInit): Promise<Answer> {
  try {
    const { status, ok, headers, body } = await fetch(url, {
      method: "POST",
      redirect: "manual",
      ...request,
    });
    const reader = body?.getReader();
    let isEmpty = true;
    for (let part = await reader?.read(); part?.value; part = await reader!.read()) {
      isEmpty &&= part.value.length === 0;
    }
    const type = headers.get("content-type") ?? "";
    const asked = headers.get("retry-after") ?? "";
    const retryAfter = /^\d+$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - Date.now();
    return {
      status,
      isAcknowledged: ok && (isEmpty || /\bjson\b/i.test(type)),
      retryAfter: retryAfter > 0 ? Math.min(retryAfter, LONGEST_RETRY_AFTER) : 0,
    };
  } catch (cause) {
    return {
      status: 0,
      retryAfter: 0,
      isLate: request.signal!.aborted,
      cause: `${cause as Error}`,
    };
  }
}
