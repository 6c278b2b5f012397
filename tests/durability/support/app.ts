/**
 * An app in a process of its own, told what to do by messages. Argument: {@link AppSettings} as JSON. Writes down every
 * item once it is recorded, so that it is known afterwards what a kill found.
 */
import { openSync, writeSync } from "node:fs";
import { createPeek, type PeekOptions } from "@peekjs/core";
import { recordItem } from "./items.ts";

export interface AppSettings {
  options: PeekOptions;
  /** File of lines: an item, or "tick", and the time in milliseconds since 1970. */
  journal: string;
  /** What the app itself does on SIGTERM and SIGINT. */
  onSignal?: "exit" | "shutdown";
}

export type Command =
  | { do: "record"; first: number; last?: number; perTurn: number }
  | { do: "flush" | "shutdown"; timeout: number }
  | { do: "end" | "exit" | "throw" | "reject" };

const settings = JSON.parse(process.argv[2]!) as AppSettings;
const client = createPeek(settings.options);
const journal = openSync(settings.journal, "a");
const write = (what: string | number): void => {
  writeSync(journal, `${what} ${performance.timeOrigin + performance.now()}\n`);
};
let recording: NodeJS.Timeout | undefined;

function record(next: number, last: number, perTurn: number): void {
  const end = Math.min(last, next + perTurn - 1);
  for (; next <= end; next++) {
    recordItem(client, next);
    write(next);
  }
  if (next <= last) recording = setTimeout(record, 1, next, last, perTurn);
  else process.send?.("recorded");
}

async function follow(command: Command): Promise<void> {
  switch (command.do) {
    case "record":
      return record(command.first, command.last ?? Number.POSITIVE_INFINITY, command.perTurn);
    case "flush":
    case "shutdown": {
      const result = await client[command.do]({ timeout: command.timeout });
      process.send?.({ result, stats: client.stats() });
      return;
    }
    case "end":
      clearTimeout(recording);
      clearInterval(ticks);
      return process.disconnect();
    case "exit":
      return process.exit(3);
    case "throw":
      setImmediate(() => {
        throw new Error("The app failed.");
      });
      return;
    case "reject":
      throw new Error("Nobody caught this.");
  }
}

const onSignal = {
  exit: () => process.exit(0),
  shutdown: async () => {
    clearTimeout(recording);
    await client.shutdown({ timeout: 500 });
    process.exit(0);
  },
};
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  if (settings.onSignal !== undefined) process.on(signal, onSignal[settings.onSignal]);
}

/** As often as the client writes: how late timers are here and now. */
const ticks = setInterval(write, 50, "tick");
write("tick");
process.on("message", follow);
process.send?.({ listeners: process.listenerCount("SIGTERM") + process.listenerCount("SIGINT") });
