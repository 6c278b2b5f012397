export interface RowWindow {
  /** First row to draw. */
  first: number;
  /** Row after the last one to draw. */
  end: number;
}

interface Viewport {
  count: number;
  rowHeight: number;
  /** Distance from the first row to the upper edge of what is visible; negative when the row is below it. */
  scrolled: number;
  height: number;
}

/** Rows beyond either edge, so that scrolling does not uncover a gap. */
const OVERSCAN = 12;

/** Which rows of a long list are worth drawing. */
export function rowWindow({ count, rowHeight, scrolled, height }: Viewport): RowWindow {
  const top = Math.floor(scrolled / rowHeight) - OVERSCAN;
  const bottom = Math.ceil((scrolled + height) / rowHeight) + OVERSCAN;
  const first = Math.min(Math.max(0, top), count);
  return { first, end: Math.min(count, Math.max(bottom, first)) };
}
