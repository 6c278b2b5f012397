import type { Command } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { KIND_NAMES, publicKey } from "../keys/describe.ts";
import { KeyFile } from "../keys/key-file.ts";
import type { StoredKey } from "../keys/stored-keys.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { formatTable } from "../output/table.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek keys list`: what each key allows, when it was made and whether it was revoked; never a key. */
export const keysList: Command = {
  options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
  async run(values, process) {
    const file = new KeyFile(dataDirectoryOf(values, process));
    const keys = file.list();
    const { stdout, stderr } = process;
    if (values["json"] === true) {
      stdout.write(`${printableJson({ keys: keys.map(publicKey) })}\n`);
    } else if (keys.length === 0) {
      stderr.write(`There is no key in ${file.path}. See: peek keys create\n`);
    } else stdout.write(formatTable([HEADINGS, ...keys.map(describe)]));
    return EXIT_CODE.ok;
  },
};

const HEADINGS = ["id", "allows", "service", "environment", "dialect", "created", "state"];

function describe(key: StoredKey): string[] {
  const { id, kind, createdAt, revoked, revokedAt } = key;
  const state = revoked === true ? `revoked ${time(revokedAt)}`.trimEnd() : "active";
  const cells = [id, KIND_NAMES[kind], ...scope(key), time(createdAt) || "?", state];
  return cells.map(printable);
}

/** For whom a write key reports; other keys read everything. */
function scope({ id, kind, service, environment, dialect }: StoredKey): string[] {
  if (kind !== "w") return ["-", "-", "-"];
  const ofVendor = id.startsWith("sha256:");
  return [service ?? "any", environment ?? (ofVendor ? "production" : "any"), dialect ?? "auto"];
}

function time(iso: string | undefined): string {
  return iso?.slice(0, 19) ?? "";
}
