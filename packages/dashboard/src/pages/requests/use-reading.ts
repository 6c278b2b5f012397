import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

export interface Reading {
  /** The element whose reader is meant. */
  area: RefObject<HTMLElement>;
  /** Whether someone is reading: pointer or focus on the rows, text selected, or scrolled down. */
  active: boolean;
}

function selecting(): boolean {
  return getSelection()?.type === "Range";
}

/** Tells when rows must not move under the reader. */
export function useReading(): Reading {
  const area = useRef<HTMLElement>(null);
  const [active, setActive] = useState(false);

  useEffect(() => {
    const update = (): void => {
      const rows = area.current?.querySelector("tbody");
      if (!rows) return setActive(false);
      const scrolled = (document.getElementById("main")?.scrollTop ?? 0) > 8;
      const focused =
        rows.contains(document.activeElement) && rows.querySelector(":focus-visible") !== null;
      setActive(scrolled || focused || rows.matches(":hover") || selecting());
    };
    const main = document.getElementById("main");
    const types = ["pointerover", "pointerout", "focusin", "focusout"] as const;
    for (const type of types) main?.addEventListener(type, update);
    main?.addEventListener("scroll", update, { passive: true });
    document.addEventListener("selectionchange", update);
    return () => {
      for (const type of types) main?.removeEventListener(type, update);
      main?.removeEventListener("scroll", update);
      document.removeEventListener("selectionchange", update);
    };
  }, []);

  return { area, active };
}
