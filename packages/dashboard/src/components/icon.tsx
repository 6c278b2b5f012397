import type { JSX } from "preact";

const PATHS = {
  overview: "M2.5 13.5V8.5h3v5zM6.5 13.5v-11h3v11zM10.5 13.5v-7h3v7z",
  endpoints: "M2 4.5h7M2 8h12M2 11.5h9M12 2.5l2 2-2 2",
  consumers:
    "M6 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 6 8ZM1.5 13.5c.4-2.4 2.1-3.7 4.5-3.7s4.1 1.3 4.5 3.7M10.5 3a2.5 2.5 0 0 1 0 4.8M12.2 10.2c1.3.5 2.1 1.6 2.3 3.3",
  requests: "M2 3.5h12M2 8h12M2 12.5h12M4.5 2v3M10.5 6.5v3M6.5 11v3",
  events: "M8 1.8l1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z",
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.8V4.5h-2.7",
  link: "M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.6-2.6a2.75 2.75 0 0 0-3.9-3.9l-.9.9M9.3 6.7a2.7 2.7 0 0 0-3.9 0L2.8 9.3a2.75 2.75 0 0 0 3.9 3.9l.9-.9",
  close: "M4 4l8 8M12 4l-8 8",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
  help: "M5.8 6a2.25 2.25 0 1 1 3.3 2c-.8.4-1.1.9-1.1 1.7M8 12.4v.1",
  check: "M3 8.5l3.3 3.3L13 5",
  theme: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M10 2.5v11M12 3.6v8.8",
  table: "M2 3h12v10H2zM2 6.3h12M2 9.7h12M6.5 6.3V13",
  previous: "M4 10l4-4 4 4",
  next: "M4 6l4 4 4-4",
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing beside or instead of a text; the text or the control's label names it. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
