import { hasExpired } from "@peekjs/collector";
import { usageError } from "../command-error.ts";
import type { Command, OptionValues } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { capitalized, describeNewKey, KIND_NAMES, nameKey, publicKey } from "../keys/describe.ts";
import { findGivenKey, KEY_ARGUMENT } from "../keys/find-key.ts";
import { KeyFile } from "../keys/key-file.ts";
import { EXPIRY_OPTION, parseSpan, readExpiry } from "../keys/read-expiry.ts";
import type { RotatedKey } from "../keys/rotate-key.ts";
import { isForeign, toEntry } from "../keys/stored-keys.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { dataDirectoryOf } from "../settings.ts";
import { createReporter } from "./report-error.ts";

const DEFAULT_GRACE = "7d";

/** `peek keys rotate`: makes a key in the place of another, which goes on for a while, so that clients change without a gap. */
export const keysRotate: Command = {
  argument: KEY_ARGUMENT,
  options: {
    ...EXPIRY_OPTION,
    grace: { type: "string" },
    "data-dir": { type: "string" },
    json: { type: "boolean" },
  },
  async run(values, process) {
    const rotation = { grace: readGrace(values), expiresAt: readExpiry(values, Date.now()) };
    const dataDirectory = dataDirectoryOf(values, process);
    const file = new KeyFile(dataDirectory, createReporter(process));
    const { id } = await findGivenKey(file, values, process);
    await prepareDataDirectory(dataDirectory);
    const rotated = await file.rotate(id, rotation);
    const { stdout, stderr } = process;
    stdout.write(`${values["json"] === true ? printableJson(toJson(rotated)) : rotated.key}\n`);
    stderr.write(`${describeNew(rotated)}\n${describeOld(rotated)}\n`);
    return EXIT_CODE.ok;
  },
};

function readGrace({ grace = DEFAULT_GRACE }: OptionValues): number {
  const span = parseSpan(String(grace));
  if (span !== undefined) return span;
  throw usageError("--grace must be a span such as 12h, 7d or 2w; 0d ends the old key at once.");
}

function toJson({ key, entry, replaced }: RotatedKey): object {
  const { id, kind, service, environment, dialect, expiresAt } = entry;
  const options = { kind: KIND_NAMES[kind], service, environment, dialect, expiresAt };
  return { id, key, ...options, replaced: publicKey(replaced) };
}

function describeNew({ entry, replaced }: RotatedKey): string {
  return isForeign(replaced)
    ? describeNewKey(entry, "Give it to your client in the place of the vendor's")
    : describeNewKey(entry);
}

function describeOld({ replaced }: RotatedKey): string {
  const time = printable(String(replaced.expiresAt));
  const name = capitalized(nameKey(replaced));
  const end = hasExpired(toEntry(replaced), Date.now())
    ? `${name} is refused since ${time}.`
    : `${name} is refused from ${time} on: change its clients until then. "peek keys list" shows when it was last used.`;
  if (!isForeign(replaced)) return end;
  return `${end} To let in another key of the vendor's instead: peek keys register <key>`;
}
