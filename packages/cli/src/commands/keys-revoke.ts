import { usageError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { askSecret } from "../destinations/ask-secret.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { KIND_NAMES, publicKey } from "../keys/describe.ts";
import { findKey } from "../keys/find-key.ts";
import { KeyFile } from "../keys/key-file.ts";
import type { StoredKey } from "../keys/stored-keys.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek keys revoke`: refuses a key from now on, also in a collector that runs; its entry stays, for the record. */
export const keysRevoke: Command = {
  argument: "key",
  options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
  async run(values, process) {
    const { key: given, json } = values;
    if (typeof given !== "string") throw usageError("Say which key, by its id or a start of it.");
    const dataDirectory = dataDirectoryOf(values, process);
    const file = new KeyFile(dataDirectory);
    const name = given === "-" ? await askSecret("Key", process) : given.trim();
    const found = await findKey(file, name);
    await prepareDataDirectory(dataDirectory);
    const revoked = (await file.revoke(found.id)) ?? found;
    const { stdout, stderr } = process;
    stdout.write(`${json === true ? printableJson(publicKey(revoked)) : printable(revoked.id)}\n`);
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

function nameKey({ id, kind, service }: StoredKey): string {
  const ofService = service === undefined ? "" : ` for "${printable(service)}"`;
  return `the ${KIND_NAMES[kind]} key ${printable(id)}${ofService}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
