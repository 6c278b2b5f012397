import type { JSX } from "preact";
import { Dialog } from "./dialog.tsx";
import { PAGES } from "./pages.ts";

const SHORTCUTS: readonly (readonly [keys: string, meaning: string])[] = [
  ["/", "Type a filter"],
  ["Esc", "Out of the filter again; what is typed is dropped first"],
  ...PAGES.map(({ key, title }) => [`g ${key}`, `Go to ${title}`] as const),
  ["l", "Live updates on or off"],
  ["z", "Back to the last hour"],
  ["j k", "Next or previous request, in its details"],
  ["← →", "Move a chart's cursor, when the chart has the focus"],
  ["?", "This list"],
];

const FILTERS: readonly (readonly [example: string, meaning: string])[] = [
  ["status:5xx", "A class of statuses, or one: status:404"],
  ["method:POST route:/users/:id", "One endpoint"],
  ["consumer:acme", "One consumer"],
  ["dur:>500ms", "Slower than half a second"],
  ["-route:/health", "All but these"],
  ['"connection reset"', "Text in path, route, consumer or error"],
];

export function ShortcutHelp({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Keys and filters" label="Keys and filters" class="help" onClose={onClose}>
      <dl class="pairs">
        {SHORTCUTS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3>Filters</h3>
      <dl class="pairs">
        {FILTERS.map(([example, meaning]) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">Clicking a value in a table filters by it; with Shift it is excluded.</p>
    </Dialog>
  );
}
