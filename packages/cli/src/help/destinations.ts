import { DATA_DIRECTORY, JSON_OUTPUT, type HelpByCommand } from "./command-help.ts";

export const DESTINATIONS_HELP: HelpByCommand = {
  destinations: {
    summary: "where this collector sends events on to, without secrets",
    options: { ...DATA_DIRECTORY, ...JSON_OUTPUT },
  },
  "destinations add": {
    argument: "<type>",
    summary: "send events on: meta, ga4, reddit, tiktok, webhook, otlp, ndjson, console",
    options: {
      "--set <option>=<value>":
        "once for each; @<path> reads a value from a file, - from stdin, or asks for it",
      "--set-env <option>=<VARIABLE>": "the value is that of an environment variable",
      "--name <name>": "for a second one of the same type",
      "--replace":
        "in the place of the one of this name, which loses no event; give all its options",
      "--allow-private": "it may be at a private address, and reached by http",
      ...DATA_DIRECTORY,
      ...JSON_OUTPUT,
    },
    note: "Secrets are encrypted with PEEK_SECRET_KEY, or with secret.key in the data directory.",
  },
  "destinations test": {
    argument: "<name>",
    summary: "send one event, and say what became of it",
    options: DATA_DIRECTORY,
  },
  "destinations remove": {
    argument: "<name>",
    summary: "send no more; what waits is kept",
    options: DATA_DIRECTORY,
  },
};
