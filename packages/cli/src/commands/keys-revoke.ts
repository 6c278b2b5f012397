import type { Command } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { capitalized, nameKey, publicKey } from "../keys/describe.ts";
import { findGivenKey, KEY_ARGUMENT } from "../keys/find-key.ts";
import { KeyFile } from "../keys/key-file.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { dataDirectoryOf } from "../settings.ts";
import { createReporter } from "./report-error.ts";

/** `peek keys revoke`: refuses a key from now on, also in a collector that runs; its entry stays, for the record. */
export const keysRevoke: Command = {
  argument: KEY_ARGUMENT,
  options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
  async run(values, process) {
    const dataDirectory = dataDirectoryOf(values, process);
    const file = new KeyFile(dataDirectory, createReporter(process));
    const found = await findGivenKey(file, values, process);
    await prepareDataDirectory(dataDirectory);
    const revoked = (await file.revoke(found.id)) ?? found;
    const { stdout, stderr } = process;
    stdout.write(
      `${values["json"] === true ? printableJson(publicKey(revoked)) : printable(revoked.id)}\n`,
    );
    stderr.write(
      found.revoked === true
        ? `${capitalized(nameKey(revoked))} was revoked before.\n`
        : `Revoked ${nameKey(revoked)}. A collector that runs refuses it from now on.\n`,
    );
    if (found.kind === "w" && !file.hasWriteKey()) {
      stderr.write("No client has a key any more: peek keys create --write --service <name>\n");
    }
    return EXIT_CODE.ok;
  },
};
