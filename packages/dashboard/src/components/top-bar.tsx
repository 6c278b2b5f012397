import { useQueryClient } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { useLive } from "../live/live-provider.tsx";
import type { StreamState } from "../live/stream.ts";
import { isMoving } from "../url-state/time-range.ts";
import { useViewState } from "../url-state/use-view-state.ts";
import { FilterBar } from "./filter-bar.tsx";
import { Icon } from "./icon.tsx";
import { RangePicker } from "./range-picker.tsx";
import { ScopeSelects } from "./scope-selects.tsx";
import { useCopy } from "./use-copy.ts";

/** Which requests every page is about; all of it stands in the URL. */
export function TopBar(): JSX.Element {
  const client = useQueryClient();
  return (
    <header class="top-bar">
      <ScopeSelects />
      <FilterBar />
      <RangePicker />
      <LiveToggle />
      <div class="button-pair">
        <button
          type="button"
          class="icon-button"
          aria-label="Refresh"
          title="Refresh"
          onClick={() => void client.invalidateQueries()}
        >
          <Icon name="refresh" />
        </button>
        <CopyLink />
      </div>
    </header>
  );
}

const STATE_TEXT = {
  open: "Live",
  connecting: "Connecting",
  waiting: "Reconnecting",
  refused: "Not live",
  closed: "Live",
  polling: "Every 5 s",
};

const NO_STREAM: Partial<Record<StreamState, string>> = {
  refused: "The collector gives no live updates for this view. Can it read the filter?",
};

function LiveToggle(): JSX.Element {
  const { view, update } = useViewState();
  const { state, enabled } = useLive();
  const possible = isMoving(view.range);
  return (
    <button
      type="button"
      class="live-toggle"
      data-state={enabled ? state : "off"}
      aria-pressed={enabled}
      disabled={!possible}
      title={
        possible
          ? (enabled && NO_STREAM[state]) || "Live updates (l)"
          : "Live updates need a range that ends now"
      }
      onClick={() => update({ live: !view.live })}
    >
      <span class="live-dot" />
      {enabled ? STATE_TEXT[state] : "Paused"}
    </button>
  );
}

const COPY_TEXT = {
  copied: "Link copied",
  failed: "Copy it from the address bar: this browser lets no page without HTTPS copy",
} as const;

function CopyLink(): JSX.Element {
  const [result, copy] = useCopy();
  const said = result === undefined ? "" : COPY_TEXT[result];
  return (
    <button
      type="button"
      class="icon-button"
      aria-label="Copy link to this view"
      title={said || "Copy link"}
      onClick={() => void copy(location.href)}
    >
      <Icon name={result === "copied" ? "check" : "link"} />
      <span class="visually-hidden" aria-live="polite">
        {said}
      </span>
    </button>
  );
}
