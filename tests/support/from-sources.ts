/** Node's own arguments with which it runs a program of this repository on the sources of its packages. */
export const FROM_SOURCES: string[] = [
  "--import",
  new URL("../../scripts/register-typescript.mjs", import.meta.url).href,
  "--conditions",
  "@peekjs/source",
];
