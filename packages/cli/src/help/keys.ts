import { DATA_DIRECTORY, JSON_OUTPUT, type HelpByCommand } from "./command-help.ts";

const KEY_NOTE =
  "<id> is a key's id, its start (4 characters or more) or the key; - reads the key from stdin.";
const EXPIRES = "how long: 12h, 90d, 26w, or until 2031-01-31, 2031-01-31T18:00Z";

export const KEYS_HELP: HelpByCommand = {
  keys: {
    summary: "the keys of this collector, without their secrets, and when they were last used",
    options: { ...DATA_DIRECTORY, ...JSON_OUTPUT },
  },
  "keys create": {
    summary: "make a key and print it once",
    options: {
      "--write": "it may report",
      "--read": "it may read what was reported",
      "--admin": "it may read, erase users and redrive destinations",
      "--service <name>": "the only service whose requests a write key may report",
      "--expires <when>": `${EXPIRES} (for ever)`,
      ...DATA_DIRECTORY,
      ...JSON_OUTPUT,
    },
    note: "Give one of --write, --read and --admin.",
  },
  "keys register": {
    argument: "<key>",
    summary: "let clients of another vendor go on with the key they have",
    options: {
      "--dialect <name>": "peekapi, segment, rudderstack, posthog, serla, unisights (auto)",
      "--service <name>": "what its clients report as, since they do not tell",
      "--environment <name>": "where they run (production)",
      "--expires <when>": `${EXPIRES} (for ever)`,
      "--replace":
        "in place of how the key is registered, also where it was revoked or has expired",
      ...DATA_DIRECTORY,
      ...JSON_OUTPUT,
    },
    note: "Without <key> it is read from stdin.",
  },
  "keys rotate": {
    argument: "<id>",
    summary: "make a key in the place of another, which goes on for a while",
    options: {
      "--grace <span>": "how long the old key goes on at most: 12h, 7d, 2w, or 0d (7d)",
      "--expires <when>": `${EXPIRES} (as long as the old key was made for)`,
      ...DATA_DIRECTORY,
      ...JSON_OUTPUT,
    },
    note: KEY_NOTE,
  },
  "keys revoke": {
    argument: "<id>",
    summary: "refuse a key from now on, also in a collector that runs",
    options: { ...DATA_DIRECTORY, ...JSON_OUTPUT },
    note: KEY_NOTE,
  },
};
