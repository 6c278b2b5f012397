import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { DEFAULT_RANGE } from "../url-state/time-range.ts";
import { useViewState } from "../url-state/use-view-state.ts";
import { FILTER_FIELD_ID } from "./filter-bar.tsx";
import { PAGES } from "./pages.ts";

/** How long `g` waits for the page's key. */
const SEQUENCE_MS = 1_200;

const TYPING = "input, select, textarea, [contenteditable]";

/** Single keys for the whole page; they rest while something is typed, or a dialog is open. */
export function useShortcuts(onHelp: () => void): void {
  const { view, update, hrefOf } = useViewState();
  const [, navigate] = useLocation();
  const goPressedAt = useRef(-Infinity);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : undefined;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target?.closest(TYPING) || document.querySelector("dialog[open]")) return;
      const page = PAGES.find(({ key }) => key === event.key);
      if (page && event.timeStamp - goPressedAt.current < SEQUENCE_MS) navigate(hrefOf(page.path));
      else if (event.key === "g") goPressedAt.current = event.timeStamp;
      else if (event.key === "/") document.getElementById(FILTER_FIELD_ID)?.focus();
      else if (event.key === "?") onHelp();
      else if (event.key === "l") update({ live: !view.live });
      else if (event.key === "z") update({ range: DEFAULT_RANGE });
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [view, update, hrefOf, navigate, onHelp]);
}
