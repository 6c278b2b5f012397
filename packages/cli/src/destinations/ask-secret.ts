import { text } from "node:stream/consumers";
import { usageError } from "../command-error.ts";
import type { CommandProcess } from "../command.ts";

const RETURN = /[\r\n]/;
const BACKSPACE = /[\b\x7f]/;
const INTERRUPT = "\x03";
const END = "\x04";

/** Reads a value from stdin, to its end; at a terminal it asks for one line, which is not shown. */
export async function askSecret(
  name: string,
  { stdin, stderr }: Pick<CommandProcess, "stdin" | "stderr">,
): Promise<string> {
  if (!stdin.isTTY) return (await text(stdin)).trim();
  stderr.write(`${name} (not shown): `);
  stdin.setRawMode(true);
  try {
    return await readLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

async function readLine(stdin: CommandProcess["stdin"]): Promise<string> {
  let line = "";
  stdin.setEncoding("utf8");
  // Another option may be asked for next.
  const chunks = stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<string>;
  for await (const chunk of chunks) {
    for (const character of chunk) {
      if (RETURN.test(character) || character === END) return line.trim();
      if (character === INTERRUPT) throw usageError("Nothing was added.");
      line = BACKSPACE.test(character) ? line.slice(0, -1) : line + character;
    }
  }
  return line.trim();
}
