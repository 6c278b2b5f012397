import type { RequestsPage, TopResult } from "@peekjs/protocol";

/** The path of every request that a collector holds, by its read API. */
export async function storedPaths(port: number): Promise<string[]> {
  const paths: string[] = [];
  let cursor = "";
  do {
    const page = await read<RequestsPage>(port, `requests?from=-1h&to=now&limit=500${cursor}`);
    paths.push(...page.requests.map(({ path }) => path ?? ""));
    cursor = page.cursor === undefined ? "" : `&cursor=${encodeURIComponent(page.cursor)}`;
  } while (cursor !== "");
  return paths;
}

/** The total that the page shows. */
export async function countedRequests(port: number): Promise<number> {
  const top = await read<TopResult>(port, "top?dimension=endpoint&order=requests&from=-1h&to=now");
  return top.total.requests;
}

async function read<Answer>(port: number, query: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/peek/v1/${query}`);
  if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
