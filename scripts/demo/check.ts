import { setTimeout as sleep } from "node:timers/promises";
import { EXAMPLE_APIS } from "./apis.ts";
import { compare } from "./compare.ts";
import { readRequests } from "./read-requests.ts";
import { abortWith } from "./stop-signal.ts";
import { type ExpectedRequest, Traffic } from "./traffic.ts";
import type { Suite } from "./suite.ts";

const TRAFFIC_TIME = 6_000;
const ARRIVAL_TIMEOUT = 20_000;
const POLL_INTERVAL = 250;
const MOST_DIFFERENCES = 20;

/** Sends traffic for a few seconds, asks peek for every request, and prints what was found; true when all agree. */
export async function check(suite: Suite, stop: AbortSignal): Promise<boolean> {
  const started = Date.now();
  const sent: ExpectedRequest[] = [];
  const traffic = new Traffic(suite.origins, (request) => void sent.push(request));
  const ended = abortWith(stop);
  const timer = setTimeout(() => ended.abort(), TRAFFIC_TIME);
  await traffic.run(ended.signal);
  clearTimeout(timer);

  const stopped = Date.now();
  const read = (): Promise<ExpectedRequest[]> =>
    readRequests(suite.url, started - 60_000, Date.now() + 60_000);
  let reported = await read();
  while (compare(sent, reported).missing.length > 0 && Date.now() - stopped < ARRIVAL_TIMEOUT) {
    await sleep(POLL_INTERVAL);
    reported = await read();
  }
  return print(sent, reported, Date.now() - stopped);
}

function print(
  sent: readonly ExpectedRequest[],
  reported: readonly ExpectedRequest[],
  waited: number,
): boolean {
  const { missing, unexpected } = compare(sent, reported);
  console.log("\n  service   framework     sent   reported");
  for (const { service, framework } of EXAMPLE_APIS) {
    const count = (requests: readonly ExpectedRequest[]): string =>
      String(requests.filter((request) => request.service === service).length);
    const counts = `${count(sent).padStart(6)} ${count(reported).padStart(10)}`;
    console.log(`  ${service.padEnd(9)} ${framework.padEnd(10)} ${counts}`);
  }
  console.log(
    `\n  ${sent.length} sent, ${reported.length} reported, ${missing.length} missing, ${unexpected.length} unexpected; read ${waited} ms after the last answer`,
  );
  list("missing", missing);
  list("unexpected", unexpected);
  const same = sent.length > 0 && missing.length === 0 && unexpected.length === 0;
  console.log(
    same
      ? "  Every request is there once, with its method, path, route, status and consumer.\n"
      : "  What peek reports is not what was sent.\n",
  );
  return same;
}

function list(kind: string, requests: readonly string[]): void {
  for (const request of requests.slice(0, MOST_DIFFERENCES)) console.log(`    ${kind}  ${request}`);
  const more = requests.length - MOST_DIFFERENCES;
  if (more > 0) console.log(`    … and ${more} more`);
}
