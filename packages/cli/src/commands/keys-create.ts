import { usageError } from "../command-error.ts";
import type { Command, OptionValues } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { describeNewKey } from "../keys/describe.ts";
import { KeyFile } from "../keys/key-file.ts";
import { EXPIRY_OPTION, readExpiry } from "../keys/read-expiry.ts";
import { readName } from "../keys/read-name.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { dataDirectoryOf } from "../settings.ts";
import { createReporter } from "./report-error.ts";

/** `peek keys create`: makes a key, prints it once and keeps its digest. */
export const keysCreate: Command = {
  options: {
    service: { type: "string" },
    write: { type: "boolean" },
    read: { type: "boolean" },
    admin: { type: "boolean" },
    ...EXPIRY_OPTION,
    "data-dir": { type: "string" },
    json: { type: "boolean" },
  },
  async run(values, process) {
    const kind = readKind(values);
    const service = readName(values, "service", 128);
    if (kind !== "w" && service !== undefined) {
      throw usageError("--service is for write keys: other keys read everything.");
    }
    const expiresAt = readExpiry(values, Date.now());
    const dataDirectory = dataDirectoryOf(values, process);
    await prepareDataDirectory(dataDirectory);
    const { key, entry } = await new KeyFile(dataDirectory, createReporter(process)).create(
      kind,
      service,
      expiresAt,
    );
    const { id } = entry;
    const { stdout, stderr } = process;
    stdout.write(
      values["json"] === true ? `${JSON.stringify({ id, key, service, expiresAt })}\n` : `${key}\n`,
    );
    stderr.write(`${describeNewKey(entry)}\n`);
    return EXIT_CODE.ok;
  },
};

function readKind({ write, read, admin }: OptionValues): "w" | "r" | "a" {
  const kinds = [write === true && "w", read === true && "r", admin === true && "a"] as const;
  const [kind, ...others] = kinds.filter((one) => one !== false);
  if (kind !== undefined && others.length === 0) return kind;
  throw usageError("Say what the key allows: --write, --read or --admin.");
}
