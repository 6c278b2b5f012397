import type { RefusedInfo } from "@peekjs/protocol";
import type { JSX } from "preact";
import { formatCount } from "../format/number.ts";

/** Batches that the collector refused in the last minute, and why. */
export function RefusedNotice({ refused }: { refused: readonly RefusedInfo[] }): JSX.Element {
  return (
    <>
      {refused.map(({ code, detail, count }) => (
        <p key={`${code} ${detail}`}>
          <strong>
            {formatCount(count)} {count === 1 ? "batch" : "batches"} refused in the last minute:
          </strong>{" "}
          {detail} <code>{code}</code>
        </p>
      ))}
    </>
  );
}
