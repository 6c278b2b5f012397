import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type { CommandProcess } from "../../src/command.ts";
import { runCommandLine } from "../../src/run-command-line.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a command that has ended left. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs `peek` inside this process, without a terminal: for commands that end by themselves.
 *
 * @param folder in which it runs; by default one of its own
 */
export async function runHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
  folder: string = temporaryFolder(),
): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as CommandProcess;
  if (input !== undefined) stdin.end(input);
  const code = await runCommandLine(args, { ...streams, env, cwd: () => folder });
  for (const stream of [stdin, stdout, stderr]) stream.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}
