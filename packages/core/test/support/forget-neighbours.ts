import { NEIGHBOURS } from "../../src/adapter/shared-keys.ts";

/** Makes strangers of the spools that are open: to those opened from now on they are another process's. */
export function forgetNeighbours(): void {
  Reflect.deleteProperty(globalThis, NEIGHBOURS);
}
