/** What the endpoint answered; status 0: no whole answer came. */
export interface Answer {
  status: number;
  isAcknowledgement?: boolean;
  retryAfter?: string | null;
  /** Why no answer came. */
  cause?: string;
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
    const { status, ok } = response;
    const reader = response.body?.getReader();
    let isEmpty = true;
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader!.read()) {
      isEmpty &&= part.value.length === 0;
    }
    const type = response.headers.get("content-type") ?? "";
    const isJson = /^application\/([\w.+-]+\+)?json\b/i.test(type);
    return {
      status,
      isAcknowledgement: ok && (isEmpty || isJson),
      retryAfter: response.headers.get("retry-after"),
    };
  } catch (cause) {
    return { status: 0, cause: `${cause as Error}` };
  }
}
