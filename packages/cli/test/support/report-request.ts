/** Reports one request to a collector the way a hand-written client does. */
export function reportRequest(
  url: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({
      version: 1,
      sdk: { name: "hand-written", version: "1.0.0" },
      resource: { service: "orders" },
      requests: [
        {
          timestamp: Date.now(),
          method: "GET",
          route: "/users/:id",
          path: "/users/7",
          status: 200,
          durationMs: 12,
        },
      ],
    }),
  });
}
