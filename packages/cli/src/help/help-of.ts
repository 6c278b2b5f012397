import type { CommandHelp, HelpByCommand } from "./command-help.ts";
import { DESTINATIONS_HELP } from "./destinations.ts";
import { KEYS_HELP } from "./keys.ts";
import { SERVE_HELP } from "./serve.ts";
import { SPOOL_HELP } from "./spool.ts";

const COMMAND_HELP: HelpByCommand = {
  ...SERVE_HELP,
  ...KEYS_HELP,
  ...DESTINATIONS_HELP,
  ...SPOOL_HELP,
};

/** The text for a command, by its name; that for all of them without a name, or for one that there is not. */
export function helpOf(name: string | undefined): string {
  const listed = name?.replace(/ list$/, "");
  if (listed === undefined || !Object.hasOwn(COMMAND_HELP, listed)) return overview();
  return describe(listed, COMMAND_HELP[listed]!);
}

function overview(): string {
  const commands = Object.entries(COMMAND_HELP).map(
    ([name, help]) => [withArgument(name, help), help.summary] as const,
  );
  return `peek: who calls your API, what fails and what is slow

Usage: peek [command] [options]

Commands:
${inColumns(commands)}

Options:
${inColumns([
  ["-h, --help", "this text; after a command, its options: peek keys rotate --help"],
  ["-v, --version", "the version"],
])}

Exit codes: 0 fine, 1 failure, 2 wrong usage, 78 wrong configuration`;
}

function describe(name: string, help: CommandHelp): string {
  const note = help.note === undefined ? "" : `\n\n${help.note}`;
  return `peek ${name}: ${help.summary}

Usage: peek ${withArgument(name, help)} [options]${note}

Options:
${inColumns(Object.entries(help.options))}`;
}

function withArgument(name: string, { argument }: CommandHelp): string {
  return argument === undefined ? name : `${name} ${argument}`;
}

function inColumns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join("\n");
}
