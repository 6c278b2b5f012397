/** An app in a process of its own, told what to do by messages. Argument: {@link AppSettings} as JSON. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createPeek, type PeekOptions } from "@peekjs/core";
import { Recorder } from "./recorder.ts";

export interface AppSettings {
  options: PeekOptions;
  journal: string;
  kind?: "requests" | "mixed";
  /** What the app itself does on SIGTERM and SIGINT. */
  onSignal?: "exit" | "shutdown" | undefined;
}

export type Command =
  | { do: "record"; first: number; last?: number; perTurn: number }
  | { do: "flush" | "shutdown"; timeout: number }
  | { do: "watch" | "stall" }
  | { do: "end" | "exit" | "throw" | "reject" };

const settings = JSON.parse(process.argv[2]!) as AppSettings;
const client = createPeek(settings.options);
const delays = monitorEventLoopDelay({ resolution: 1 });
const recorder = new Recorder(client, settings.journal, settings.kind);

async function follow(command: Command): Promise<void> {
  switch (command.do) {
    case "record":
      recorder.start(command.first, command.perTurn, command.last, () =>
        process.send?.("recorded"),
      );
      return;
    case "flush":
    case "shutdown": {
      const result = await client[command.do]({ timeout: command.timeout });
      process.send?.({ result, stats: client.stats() });
      return;
    }
    case "watch":
      delays.enable();
      return;
    case "stall":
      process.send?.({ longestStall: delays.max / 1e6 });
      return;
    case "end":
      recorder.close();
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
    recorder.stop();
    await client.shutdown({ timeout: 500 });
    process.exit(0);
  },
};
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  if (settings.onSignal !== undefined) process.on(signal, onSignal[settings.onSignal]);
}

process.on("message", follow);
process.send?.({ listeners: process.listenerCount("SIGTERM") + process.listenerCount("SIGINT") });
