import type { FirstRequest } from "@peekjs/collector";
import type { createColors } from "./colors.ts";
import { printable } from "./printable.ts";

/** Two lines for the first request of a service: what it was, and where to look at it. */
export function formatFirstRequest(
  { service, sdk, request }: FirstRequest,
  url: string,
  { cyan, dim, green }: ReturnType<typeof createColors>,
): string {
  const { method, route, path, status, outcome, durationMs } = request;
  const result = status ?? outcome ?? "";
  const line = `${method} ${route ?? path ?? "(unmatched)"}  ${result}  ${formatDuration(durationMs)}`;
  const page = `${url}/requests?service=${encodeURIComponent(service)}`;
  const origin = `first request from "${printable(service)}"`;
  return `  ${green("✓")} ${origin} ${dim(`(${printable(sdk)})`)}   ${printable(line)}\n    ${cyan(page)}\n`;
}

function formatDuration(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}
