import { parseArgs } from "node:util";
import { PeekError } from "@peekjs/protocol";
import { usageError, CommandError } from "./command-error.ts";
import type { Command, CommandProcess, OptionValues } from "./command.ts";
import { EXIT_CODE, type ExitCode } from "./exit-code.ts";
import { helpOf } from "./help/help-of.ts";
import { createColors } from "./output/colors.ts";
import { printable } from "./output/printable.ts";
import { VERSION } from "./version.ts";

/** Loaded when asked for: help and keys need no database. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  dev: async () => (await import("./commands/dev.ts")).dev,
  start: async () => (await import("./commands/start.ts")).start,
  demo: async () => (await import("./commands/demo.ts")).demo,
  keys: async () => (await import("./commands/keys-list.ts")).keysList,
  "keys list": async () => (await import("./commands/keys-list.ts")).keysList,
  "keys register": async () => (await import("./commands/keys-register.ts")).keysRegister,
  "keys create": async () => (await import("./commands/keys-create.ts")).keysCreate,
  "keys rotate": async () => (await import("./commands/keys-rotate.ts")).keysRotate,
  "keys revoke": async () => (await import("./commands/keys-revoke.ts")).keysRevoke,
  destinations: async () => (await import("./commands/destinations.ts")).destinations,
  "destinations list": async () => (await import("./commands/destinations.ts")).destinations,
  "destinations add": async () => (await import("./commands/destinations-add.ts")).destinationsAdd,
  "destinations remove": async () =>
    (await import("./commands/destinations-remove.ts")).destinationsRemove,
  "destinations test": async () =>
    (await import("./commands/destinations-test.ts")).destinationsTest,
  spool: async () => (await import("./commands/spool.ts")).spool,
  "spool show": async () => (await import("./commands/spool-show.ts")).spoolShow,
  "spool send": async () => (await import("./commands/spool-send.ts")).spoolSend,
  "spool clear": async () => (await import("./commands/spool-clear.ts")).spoolClear,
};

/** Runs `peek` with the given arguments and resolves with its exit code. Results go to stdout, all else to stderr. */
export async function runCommandLine(
  args: readonly string[],
  process: CommandProcess,
): Promise<ExitCode> {
  const asksHelp = args[0] === "help";
  const { name, rest } = splitCommand(asksHelp ? args.slice(1) : args);
  if (asksHelp || has(rest, "--help", "-h")) return print(helpOf(name), process);
  if (has(rest, "--version", "-v")) return print(VERSION, process);
  const command = name ?? "dev";
  const load = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  try {
    if (load === undefined) throw usageError(`There is no command "${printable(command)}".`);
    const loaded = await load();
    return await loaded.run(parseOptions(rest, loaded), process);
  } catch (error) {
    return fail(error, load && command, process);
  }
}

function has(args: readonly string[], ...flags: string[]): boolean {
  return args.some((argument) => flags.includes(argument));
}

/** The words before the first option name the command, as many of them as do; others are its argument. */
function splitCommand(args: readonly string[]): {
  name: string | undefined;
  rest: readonly string[];
} {
  const end = args.findIndex((argument) => argument.startsWith("-"));
  const words = end === -1 ? args : args.slice(0, end);
  for (let count = words.length; count > 0; count--) {
    const name = words.slice(0, count).join(" ");
    if (Object.hasOwn(COMMANDS, name)) return { name, rest: args.slice(count) };
  }
  const name = words.length === 0 ? undefined : words.join(" ");
  return { name, rest: args.slice(words.length) };
}

function parseOptions(args: readonly string[], { options, argument }: Command): OptionValues {
  let parsed: { values: OptionValues; positionals: string[] };
  try {
    const allowPositionals = argument !== undefined;
    parsed = parseArgs({ args: [...args], options, allowPositionals }) as typeof parsed;
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\.\s/);
    throw usageError(`${printable(sentence.replace(/\.$/, ""))}.`);
  }
  const { values, positionals } = parsed;
  if (argument === undefined) return values;
  if (positionals.length > 1) throw usageError(`Give one ${argument}.`);
  return { ...values, [argument]: positionals[0] };
}

function print(text: string, { stdout }: CommandProcess): ExitCode {
  stdout.write(`${text}\n`);
  return EXIT_CODE.ok;
}

/** @param command of which to name the help where it was written wrong; undefined where there is none such */
function fail(
  error: unknown,
  command: string | undefined,
  { stderr, env }: CommandProcess,
): ExitCode {
  const { red } = createColors(stderr, env);
  if (
    error instanceof PeekError ||
    (error as { code?: unknown }).code === "PEEK_E_DASHBOARD_NOT_BUILT"
  ) {
    const { code, message } = error as PeekError;
    const help = ["peek", command, "--help"].filter(Boolean).join(" ");
    stderr.write(`${red(code)} ${message}${code === "PEEK_E_USAGE" ? ` Run ${help}.` : ""}\n`);
  } else {
    stderr.write(`${red("PEEK_E_INTERNAL")} ${(error as Error).stack ?? String(error)}\n`);
  }
  return error instanceof CommandError ? error.exitCode : EXIT_CODE.failure;
}
