import { createRequire } from "node:module";

/** Of this package; the collector sends it as `Peek-Version`. */
export const { version: VERSION } = createRequire(import.meta.url)("../package.json") as {
  version: string;
};
