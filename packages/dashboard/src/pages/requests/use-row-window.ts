import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { rowWindow } from "./row-window.ts";
import type { RowWindow } from "./row-window.ts";

export interface RowWindowHandle extends RowWindow {
  body: RefObject<HTMLTableSectionElement>;
  rowHeight: number;
}

/** As the style sheet has it; measured as soon as there is a row. */
const ROW_HEIGHT = 30;

const START = { scrolled: 0, height: 1_200, rowHeight: ROW_HEIGHT };

/** Follows the page's scrolling and tells which rows of the table are near enough to be drawn. */
export function useRowWindow(count: number): RowWindowHandle {
  const body = useRef<HTMLTableSectionElement>(null);
  const [viewport, setViewport] = useState(START);

  useEffect(() => {
    const scroller = document.getElementById("main");
    if (!scroller) return;
    const measure = (): void => {
      const rows = body.current;
      if (!rows) return;
      const rowHeight =
        rows.querySelector<HTMLElement>("tr[data-request]")?.offsetHeight ?? ROW_HEIGHT;
      const top = scroller.getBoundingClientRect().top - rows.getBoundingClientRect().top;
      // In steps of a few rows, so that not every scrolled pixel draws.
      const scrolled = Math.floor(top / (4 * rowHeight)) * 4 * rowHeight;
      const height = scroller.clientHeight;
      setViewport((before) =>
        before.scrolled === scrolled && before.height === height && before.rowHeight === rowHeight
          ? before
          : { scrolled, height, rowHeight },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    scroller.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", measure);
    };
  }, []);

  return { body, rowHeight: viewport.rowHeight, ...rowWindow({ count, ...viewport }) };
}
