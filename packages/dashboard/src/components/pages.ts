import type { IconName } from "./icon.tsx";

export interface PageEntry {
  path: string;
  title: string;
  icon: IconName;
  /** Goes there after `g`. */
  key: string;
}

export const PAGES: readonly PageEntry[] = [
  { path: "/", title: "Overview", icon: "overview", key: "o" },
  { path: "/endpoints", title: "Endpoints", icon: "endpoints", key: "e" },
  { path: "/consumers", title: "Consumers", icon: "consumers", key: "c" },
  { path: "/requests", title: "Requests", icon: "requests", key: "r" },
  { path: "/events", title: "Events", icon: "events", key: "v" },
];
