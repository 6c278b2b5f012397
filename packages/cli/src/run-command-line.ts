import { parseArgs } from "node:util";
import { PeekError } from "@peekjs/protocol";
import { usageError, CommandError } from "./command-error.ts";
import type { Command, CommandProcess, OptionValues } from "./command.ts";
import { demo } from "./commands/demo.ts";
import { dev } from "./commands/dev.ts";
import { keysCreate } from "./commands/keys-create.ts";
import { start } from "./commands/start.ts";
import { EXIT_CODE, type ExitCode } from "./exit-code.ts";
import { HELP } from "./help.ts";
import { createColors } from "./output/colors.ts";
import { printable } from "./output/printable.ts";
import { VERSION } from "./version.ts";

const COMMANDS: Record<string, Command> = { dev, start, demo, "keys create": keysCreate };

const COMMON_OPTIONS = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** Runs `peek` with the given arguments and resolves with its exit code. Results go to stdout, all else to stderr. */
export async function runCommandLine(
  args: readonly string[],
  process: CommandProcess,
): Promise<ExitCode> {
  try {
    const { command, values } = parseCommandLine(args);
    if (values["help"] === true) return print(HELP, process);
    if (values["version"] === true) return print(VERSION, process);
    return await command.run(values, process);
  } catch (error) {
    return fail(error, process);
  }
}

function parseCommandLine(args: readonly string[]): { command: Command; values: OptionValues } {
  const end = args.findIndex((argument) => argument.startsWith("-"));
  const words = end === -1 ? args : args.slice(0, end);
  const name = words.length === 0 ? "dev" : words.join(" ");
  if (name === "help") return { command: dev, values: { help: true } };
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw usageError(`There is no command "${printable(name)}".`);
  try {
    const { values } = parseArgs({
      args: args.slice(words.length),
      options: { ...COMMON_OPTIONS, ...command.options },
    });
    return { command, values };
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\.\s/);
    throw usageError(`${printable(sentence.replace(/\.$/, ""))}.`);
  }
}

function print(text: string, { stdout }: CommandProcess): ExitCode {
  stdout.write(`${text}\n`);
  return EXIT_CODE.ok;
}

function fail(error: unknown, { stderr, env }: CommandProcess): ExitCode {
  const { red } = createColors(stderr, env);
  if (
    error instanceof PeekError ||
    (error as { code?: unknown }).code === "PEEK_E_DASHBOARD_NOT_BUILT"
  ) {
    const { code, message } = error as PeekError;
    stderr.write(`${red(code)} ${message}\n`);
  } else {
    stderr.write(`${red("PEEK_E_INTERNAL")} ${(error as Error).stack ?? String(error)}\n`);
  }
  return error instanceof CommandError ? error.exitCode : EXIT_CODE.failure;
}
