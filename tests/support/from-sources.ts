import { fileURLToPath } from "node:url";

/** Node's own arguments with which it runs a program of this repository on the sources of its packages. */
export const FROM_SOURCES: string[] = [
  "--require",
  fileURLToPath(new URL("../../scripts/register-typescript.cjs", import.meta.url)),
  "--conditions",
  "@peekjs/source",
];
