/** What `--help` says of a command. */
export interface CommandHelp {
  /** What may follow its name. */
  argument?: string;
  summary: string;
  /** Each as it is written, and what it does; in brackets its environment variable and its default. */
  options: Readonly<Record<string, string>>;
  /** What else is to be known. */
  note?: string;
}

/** What is said of several commands, by their names, in the order in which they are shown. */
export type HelpByCommand = Readonly<Record<string, CommandHelp>>;

export const JSON_OUTPUT = { "--json": "print one JSON object instead of text" };

/** Of commands that change what a collector keeps. */
export const DATA_DIRECTORY = {
  "--data-dir <path>": "that of the collector (PEEK_DATA_DIR; ./.peek)",
};
