import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

export interface Program {
  readonly child: ChildProcess;
  /** What it printed on both streams. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** Starts a runtime in a process group of its own, as some start by a shell; everything that it prints is kept. */
export function startProgram(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  stdio: StdioOptions = ["ignore", "pipe", "pipe"],
): Program {
  const child = spawn(command, args, {
    stdio,
    detached: true,
    env: { PATH: process.env["PATH"], ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  return {
    child,
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      process.kill(-child.pid!, "SIGKILL");
      await ended;
    },
  };
}

/** Waits for a line that tells a port; fails with the output when the program ends first. */
export async function portFrom(
  program: Program,
  stream: Readable,
  pattern: RegExp,
): Promise<number> {
  let text = "";
  const found = (async () => {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      text += chunk.toString();
      const port = pattern.exec(text)?.[1];
      if (port !== undefined) return Number(port);
    }
    throw new Error(`The program never said its port:\n${program.output()}`);
  })();
  return found;
}
