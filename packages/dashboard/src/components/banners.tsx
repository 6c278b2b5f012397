import type { CollectorStatus } from "@peekjs/protocol";
import type { JSX } from "preact";
import { RefusedNotice } from "./refused-notice.tsx";

interface BannersProps {
  status: CollectorStatus | undefined;
  unreachable: boolean;
  /** The start page says itself what was refused. */
  waiting: boolean;
}

/** What a reader must know before trusting the numbers below. */
export function Banners({ status, unreachable, waiting }: BannersProps): JSX.Element {
  return (
    <div class="banners" aria-live="polite">
      {status?.mode === "demo" && (
        <p class="banner">
          <strong>Demo data.</strong> Synthetic traffic of four example APIs; nothing here is yours.
        </p>
      )}
      {unreachable && (
        <p class="banner" data-level="error">
          <strong>The collector does not answer.</strong> The numbers below may be old. Is it still
          running? The page goes on trying.
        </p>
      )}
      {!waiting && status && status.refused.length > 0 && (
        <div class="banner" data-level="error">
          <RefusedNotice refused={status.refused} />
        </div>
      )}
    </div>
  );
}
