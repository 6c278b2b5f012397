import { DEFAULT_RANGE, resolveRange } from "./time-range.ts";
import type { RangeText } from "./time-range.ts";

/** What the top bar says: everything that a shared link must bring back. */
export interface ViewState {
  service: string | undefined;
  environment: string | undefined;
  range: RangeText;
  /** Filter terms as typed. */
  query: string;
  live: boolean;
  /** Column of the page's table, and its direction. */
  sort: SortState | undefined;
  /** Product events of one kind: a type, or a type and a name, `track/Order Completed`. */
  event: string | undefined;
  /** Any id of the user whose timeline is shown. */
  user: string | undefined;
  /** What sessions are grouped by. */
  by: string | undefined;
  /** Order of the list of sessions. */
  sessions: SortState | undefined;
  /** Id of the session that is open. */
  session: string | undefined;
}

export interface SortState {
  column: string;
  descending: boolean;
}

/** Reads a URL's search part; what is unreadable falls back to its default. */
export function parseViewState(search: string): ViewState {
  const parameters = new URLSearchParams(search);
  const range = {
    from: parameters.get("from") ?? DEFAULT_RANGE.from,
    to: parameters.get("to") ?? DEFAULT_RANGE.to,
  };
  return {
    service: parameters.get("service") || undefined,
    environment: parameters.get("env") || undefined,
    range: resolveRange(range, Date.now()) ? range : DEFAULT_RANGE,
    query: parameters.get("q")?.trim() ?? "",
    live: parameters.get("live") !== "off",
    sort: parseSort(parameters.get("sort")),
    event: parameters.get("event") || undefined,
    user: parameters.get("user") || undefined,
    by: parameters.get("by") || undefined,
    sessions: parseSort(parameters.get("sessions")),
    session: parameters.get("session") || undefined,
  };
}

/** The search part with its `?`, or an empty text when everything is at its default. */
export function formatViewState(view: ViewState): string {
  const parameters = new URLSearchParams();
  if (view.service !== undefined) parameters.set("service", view.service);
  if (view.environment !== undefined) parameters.set("env", view.environment);
  if (view.range.from !== DEFAULT_RANGE.from) parameters.set("from", view.range.from);
  if (view.range.to !== DEFAULT_RANGE.to) parameters.set("to", view.range.to);
  if (view.query !== "") parameters.set("q", view.query);
  if (!view.live) parameters.set("live", "off");
  if (view.sort) parameters.set("sort", formatSort(view.sort));
  if (view.event !== undefined) parameters.set("event", view.event);
  if (view.user !== undefined) parameters.set("user", view.user);
  if (view.by !== undefined) parameters.set("by", view.by);
  if (view.sessions) parameters.set("sessions", formatSort(view.sessions));
  if (view.session !== undefined) parameters.set("session", view.session);
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function formatSort({ column, descending }: SortState): string {
  return descending ? column : `${column}:asc`;
}

function parseSort(text: string | null): SortState | undefined {
  const match = /^([A-Za-z0-9_]+)(:asc)?$/.exec(text ?? "");
  return match?.[1] === undefined ? undefined : { column: match[1], descending: !match[2] };
}
