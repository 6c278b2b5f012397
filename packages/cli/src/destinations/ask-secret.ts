import { once } from "node:events";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { usageError } from "../command-error.ts";
import type { CommandProcess } from "../command.ts";

/** Reads a value from stdin, to its end; at a terminal it asks for one line, which is not shown. */
export async function askSecret(
  name: string,
  { stdin, stderr }: Pick<CommandProcess, "stdin" | "stderr">,
): Promise<string> {
  if (!stdin.isTTY) return (await text(stdin)).trim();
  stderr.write(`${name} (not shown): `);
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  try {
    // ctrl+c and ctrl+d close it.
    const ended = once(terminal, "close").then(() => undefined);
    const line = await Promise.race([once(terminal, "line"), ended]);
    if (line === undefined) throw usageError("Nothing was given.");
    return (line[0] as string).trim();
  } finally {
    terminal.close();
    stderr.write("\n");
  }
}
