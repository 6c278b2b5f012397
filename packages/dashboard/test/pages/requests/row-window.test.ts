import fc from "fast-check";
import { expect, it } from "vitest";
import { rowWindow } from "../../../src/pages/requests/row-window.ts";

it("draws every visible row, and never many more", () => {
  const viewports = fc.record({
    count: fc.nat(5_000),
    rowHeight: fc.integer({ min: 20, max: 60 }),
    scrolled: fc.integer({ min: -500, max: 200_000 }),
    height: fc.integer({ min: 100, max: 2_000 }),
  });
  fc.assert(
    fc.property(viewports, (viewport) => {
      const { count, rowHeight, scrolled, height } = viewport;
      const { first, end } = rowWindow(viewport);
      expect(first).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(count);
      expect(end - first).toBeLessThanOrEqual(height / rowHeight + 26);
      for (let row = 0; row < count; row += 7) {
        const top = row * rowHeight;
        const isVisible = top + rowHeight > scrolled && top < scrolled + height;
        if (isVisible) expect(row >= first && row < end).toBe(true);
      }
    }),
  );
});
