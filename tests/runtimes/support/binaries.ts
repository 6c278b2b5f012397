import { fileURLToPath } from "node:url";

/** A package of its own, so that the workspace's installation stays small. */
export const BINARIES: string = fileURLToPath(new URL("../binaries", import.meta.url));

export function binary(path: string): string {
  return `${BINARIES}/node_modules/${path}`;
}

export function appFile(name: string): string {
  return fileURLToPath(new URL(`../apps/${name}`, import.meta.url));
}
