import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../project/files.ts";

/** Where a running collector can be found; clients in development read it upward from their working directory. */
export interface RunFile {
  port: number;
  pid: number;
}

const NAME = "run.json";

export function readRunFile(directory: string): RunFile | undefined {
  const { port, pid } = readJson(join(directory, NAME)) ?? {};
  return typeof port === "number" && typeof pid === "number" ? { port, pid } : undefined;
}

export function writeRunFile(directory: string, port: number): void {
  const content: RunFile = { port, pid: process.pid };
  writeFileSync(join(directory, NAME), `${JSON.stringify(content)}\n`);
}

/** Removes the file unless another process has written its own since. */
export function removeRunFile(directory: string): void {
  if (readRunFile(directory)?.pid === process.pid) rmSync(join(directory, NAME), { force: true });
}
