import type { JSX } from "preact";
import { describeRange } from "../format/time.ts";
import { DEFAULT_RANGE, isMoving, PRESETS } from "../url-state/time-range.ts";
import { useViewState } from "../url-state/use-view-state.ts";
import { Icon } from "./icon.tsx";

/** Presets, and the range itself when it is none of them (zoomed on a chart, or typed into the URL). */
export function RangePicker(): JSX.Element {
  const { view, update } = useViewState();
  const preset = isMoving(view.range) && PRESETS.some(({ from }) => from === view.range.from);
  return (
    <div class="range" role="group" aria-label="Time range">
      {!preset && (
        <button
          type="button"
          class="range-custom"
          aria-pressed="true"
          title="Back to the last hour (z)"
          onClick={() => update({ range: DEFAULT_RANGE })}
        >
          {describeRange(view.range, Date.now())}
          <Icon name="close" />
        </button>
      )}
      {PRESETS.map(({ from, label, spoken }) => (
        <button
          type="button"
          key={from}
          aria-pressed={preset && from === view.range.from}
          aria-label={`${label}, last ${spoken}`}
          onClick={() => update({ range: { from, to: "now" } })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
