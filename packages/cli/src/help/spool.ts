import { JSON_OUTPUT, type HelpByCommand } from "./command-help.ts";

const STORAGE_PATH = {
  "--storage-path <path>": "that of the clients (PEEK_STORAGE_PATH; where clients look by default)",
};

export const SPOOL_HELP: HelpByCommand = {
  spool: {
    summary: "what clients here could not deliver, and the records that were refused",
    options: { ...STORAGE_PATH, ...JSON_OUTPUT },
  },
  "spool show": {
    argument: "[<n> | <id>]",
    summary: "the refused records, called dead letters, or one of them as it is",
    options: { ...STORAGE_PATH, ...JSON_OUTPUT },
  },
  "spool send": {
    argument: "[<n> | <id>]",
    summary: "send dead letters again, of one spool or of all that are for the endpoint",
    options: {
      "--endpoint <url>": "the collector (PEEK_ENDPOINT)",
      "--api-key <key>": "a write key (PEEK_API_KEY, which other users of the computer do not see)",
      ...STORAGE_PATH,
      ...JSON_OUTPUT,
    },
  },
  "spool clear": {
    argument: "[<n> | <id>]",
    summary: "remove dead letters, of one spool or of all",
    options: { "-y, --yes": "without asking", ...STORAGE_PATH, ...JSON_OUTPUT },
  },
};
