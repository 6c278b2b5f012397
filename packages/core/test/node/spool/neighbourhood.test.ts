import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NEIGHBOURS } from "../../../src/adapter/shared-keys.ts";
import { Neighbourhood, type Neighbours } from "../../../src/node/spool/neighbourhood.ts";
import { forgetNeighbours } from "../../support/forget-neighbours.ts";

const shared = globalThis as { [NEIGHBOURS]?: Map<string, Neighbours> };
beforeEach(forgetNeighbours);
afterEach(forgetNeighbours);

describe("Neighbourhood", () => {
  it("is shared by copies of this package that one thread has loaded", async () => {
    const one = new Neighbourhood("/spools");
    one.hold("a");
    vi.resetModules();
    const copy = await import("../../../src/node/spool/neighbourhood.ts");
    expect(copy.Neighbourhood).not.toBe(Neighbourhood);
    const other = new copy.Neighbourhood("/spools");
    expect(other.holds("a")).toBe(true);
    expect([one.beginLook(), other.beginLook(), other.beginLook()]).toEqual([true, false, true]);
  });

  /* Another version of this package may share it: who changes the form raises the number of the key. */
  it("has the form that the number of its key stands for", () => {
    new Neighbourhood("/spools").hold("a");
    expect(NEIGHBOURS.description).toBe("peek.spool-neighbours.v1");
    expect(shared[NEIGHBOURS]).toEqual(new Map([["/spools", { held: new Set(["a"]), looks: 0 }]]));
  });

  it("is one of each folder", () => {
    new Neighbourhood("/spools").hold("a");
    const elsewhere = new Neighbourhood("/others");
    expect(elsewhere.holds("a")).toBe(false);
  });

  it("leaves nothing behind once nothing in the folder is held", () => {
    const neighbourhood = new Neighbourhood("/spools");
    neighbourhood.hold("a");
    neighbourhood.hold("b.a");
    neighbourhood.release("a");
    expect(neighbourhood.holds("b.a")).toBe(true);
    neighbourhood.release("b.a");
    expect(shared[NEIGHBOURS]!.size).toBe(0);
  });
});
