import { it } from "vitest";
import { tryErasures } from "./support/try-erasures.ts";

it("whoever is erased is in no file, whatever came before", async () => {
  await tryErasures(40);
}, 900_000);
