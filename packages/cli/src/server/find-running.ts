import { isPeek } from "./find-peek.ts";
import { readRunFile } from "./run-file.ts";

/** Milliseconds for one that is known to have started: on a busy machine its answer takes its time. */
const PATIENCE = 5_000;

/** A collector that runs already. */
export interface RunningPeek {
  url: string;
  /** Known when it is the one of the data directory asked for. */
  pid?: number;
}

/** The collector that runs on a data directory, or else the one that holds the port. */
export async function findRunning(
  dataDirectory: string,
  port: number,
): Promise<RunningPeek | undefined> {
  const recorded = readRunFile(dataDirectory);
  if (recorded) {
    const url = `http://localhost:${recorded.port}`;
    if (await isPeek(url, PATIENCE)) return { url, pid: recorded.pid };
  }
  const url = `http://localhost:${port}`;
  return port !== 0 && (await isPeek(url)) ? { url } : undefined;
}
