/** What the endpoint answered; status 0: no whole answer came. */
export interface Answer {
  status: number;
  isAcknowledgement: boolean;
  retryAfter: string | undefined;
  /** Why no answer came. */
  cause?: unknown;
}

/** Posts with the platform's fetch, and reads the answer to its end without keeping it. Never throws. */
export async function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
      signal,
    });
    const reader = response.body?.getReader();
    let isEmpty = true;
    for (let part = await reader?.read(); part?.done === false; part = await reader!.read()) {
      isEmpty &&= part.value.length === 0;
    }
    const isJson = /^application\/([\w.+-]+\+)?json\b/i.test(
      response.headers.get("content-type") ?? "",
    );
    return {
      status: response.status,
      isAcknowledgement: response.ok && (isEmpty || isJson),
      retryAfter: response.headers.get("retry-after") ?? undefined,
    };
  } catch (cause) {
    return { status: 0, isAcknowledgement: false, retryAfter: undefined, cause };
  }
}
