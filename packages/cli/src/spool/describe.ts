import type { SpoolOverview, StoredDeadLetter } from "@peekjs/core/spool";
import { printable } from "../output/printable.ts";

/** What a dead letter is about: `GET /users/:id 200`, `track Signed Up`. */
export function describeLetter({ requests, events, summaries }: StoredDeadLetter): string {
  const [request] = requests;
  if (request)
    return join(request["method"], request["route"] ?? request["path"], request["status"]);
  const [event] = events;
  if (event) return join(event["type"], event["event"] ?? event["name"]);
  const [summary] = summaries;
  return join("summary of", summary?.["count"], summary?.["method"], summary?.["route"]);
}

/** `orders (production)`. */
export function nameSpool({
  service,
  environment,
}: Pick<SpoolOverview, "service" | "environment">): string {
  return printable(`${service ?? "unknown service"} (${environment ?? "unknown environment"})`);
}

function join(...parts: unknown[]): string {
  const texts = parts.filter((part) => typeof part === "string" || typeof part === "number");
  return printable(texts.join(" "));
}
