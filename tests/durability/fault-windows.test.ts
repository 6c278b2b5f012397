import { describe, expect, it } from "vitest";
import { expectAll, meet, withClient } from "./support/fault-window.ts";
import { LASTING, PASSING } from "./support/faults.ts";

describe.concurrent("an endpoint that for a while", () => {
  it.each(PASSING)("%s costs nothing, and is served by itself afterwards", async (_, fault) => {
    await withClient({}, async (window) => {
      await meet(window, fault, 2);
      await window.endpoint.accept();
      await expectAll(window);
    });
  });

  it.each(LASTING)("%s costs nothing, and is served by the next flush", async (_, fault) => {
    await withClient({}, async (window) => {
      await meet(window, fault);
      await window.endpoint.accept();
      expect(await window.client.flush()).toMatchObject({ spooled: 0, pending: 0 });
      await expectAll(window);
    });
  });
});
