import { text } from "node:stream/consumers";
import { KEY_DIALECTS, type KeyDialect } from "@peekjs/collector";
import { usageError } from "../command-error.ts";
import type { Command, OptionValues } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { KeyFile } from "../keys/key-file.ts";
import { EXPIRY_OPTION, mentionExpiry, readExpiry } from "../keys/read-expiry.ts";
import { readName } from "../keys/read-name.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { dataDirectoryOf } from "../settings.ts";
import { createReporter } from "./report-error.ts";

/** `peek keys register`: lets another vendor's clients go on with the key they have; only its digest is kept. */
export const keysRegister: Command = {
  argument: "key",
  options: {
    dialect: { type: "string" },
    service: { type: "string" },
    environment: { type: "string" },
    ...EXPIRY_OPTION,
    replace: { type: "boolean" },
    "data-dir": { type: "string" },
    json: { type: "boolean" },
  },
  async run(values, process) {
    const dialect = readDialect(values["dialect"]);
    const service = readName(values, "service", 128);
    const environment = readName(values, "environment", 64);
    const expiresAt = readExpiry(values, Date.now());
    const key = checkKey(values["key"] ?? (await text(process.stdin)));
    const dataDirectory = dataDirectoryOf(values, process);
    await prepareDataDirectory(dataDirectory);
    const replace = values["replace"] === true;
    const entry = { dialect, service, environment, expiresAt };
    const { id } = await new KeyFile(dataDirectory, createReporter(process)).register(key, {
      ...entry,
      replace,
    });
    const { stdout, stderr } = process;
    stdout.write(`${values["json"] === true ? JSON.stringify({ id, ...entry }) : id}\n`);
    stderr.write(
      `Registered. Set your client's URL to that of this collector; its key stays as it is.${mentionExpiry(expiresAt)}\n`,
    );
    return EXIT_CODE.ok;
  },
};

function readDialect(given: OptionValues[string]): KeyDialect {
  if (given === undefined) return "auto";
  const dialect = KEY_DIALECTS.find((known) => known === given);
  if (dialect !== undefined) return dialect;
  throw usageError(`--dialect must be one of ${KEY_DIALECTS.join(", ")}.`);
}

function checkKey(given: NonNullable<OptionValues[string]>): string {
  const key = String(given).trim();
  if (/^[\x21-\x7e]{1,512}$/.test(key)) {
    if (!key.startsWith("peek_")) return key;
    throw usageError("This is a key of peek's own, which needs no registration.");
  }
  throw usageError("Give the key, 1 to 512 visible characters, or send it on stdin.");
}
