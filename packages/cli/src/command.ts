import type { ParseArgsConfig } from "node:util";
import type { ExitCode } from "./exit-code.ts";

/** The part of `process` that commands use. */
export interface CommandProcess {
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  cwd(): string;
}

export type OptionDefinitions = NonNullable<ParseArgsConfig["options"]>;

/** What was given on the command line, by option name. */
export type OptionValues = Readonly<Record<string, string | boolean | string[] | undefined>>;

/** One command: its options, and what it does. Resolves when it has ended. */
export interface Command {
  options: OptionDefinitions;
  /** Name of the one word that may follow the command, e.g. `key`. Default: none may. */
  argument?: string;
  /** What was given for {@link Command.argument} is among the values, under its name. */
  run(values: OptionValues, process: CommandProcess): Promise<ExitCode>;
}
