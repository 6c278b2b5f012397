import type { RequestsPage } from "@peekjs/protocol";
import type { ExpectedRequest } from "./traffic.ts";

/** Everything that the read API shows between two times, in milliseconds since 1970. */
export async function readRequests(
  url: string,
  from: number,
  to: number,
): Promise<ExpectedRequest[]> {
  const requests: ExpectedRequest[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(url, {
      from,
      to,
      limit: 500,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { service, method, path, route, status, consumer } of page.requests) {
      requests.push({ service, method, path: path ?? "", route, status, consumer });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return requests;
}

async function readPage(
  url: string,
  query: Record<string, string | number>,
): Promise<RequestsPage> {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const response = await fetch(`${url}/peek/v1/requests?${parameters.toString()}`);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as RequestsPage;
}
