import { openSync, readFileSync, writeSync } from "node:fs";

/** The time at which an item was recorded, in milliseconds since 1970. */
export interface Recorded {
  item: number;
  at: number;
}

const TICK = "tick";
const TICK_INTERVAL = 50;

/** A file of what was recorded when: whatever ends the process, it says what was recorded before. */
export class Journal {
  readonly #file: number;
  readonly #ticks: NodeJS.Timeout;

  constructor(path: string) {
    this.#file = openSync(path, "a");
    this.write(TICK);
    this.#ticks = setInterval(() => this.write(TICK), TICK_INTERVAL);
  }

  write(what: string | number): void {
    writeSync(this.#file, `${what} ${performance.timeOrigin + performance.now()}\n`);
  }

  close(): void {
    clearInterval(this.#ticks);
  }
}

/** Reads a journal; `ticks` are the times at which a timer of 50 ms ran. */
export function readJournal(path: string): { recorded: Recorded[]; ticks: number[] } {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  const recorded: Recorded[] = [];
  const ticks: number[] = [];
  for (const line of lines) {
    const [what, at] = line.split(" ") as [string, string];
    if (what === TICK) ticks.push(Number(at));
    else recorded.push({ item: Number(what), at: Number(at) });
  }
  return { recorded, ticks };
}
