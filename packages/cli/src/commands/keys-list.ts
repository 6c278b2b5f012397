import type { Command } from "../command.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { describeState, describeUse, KIND_NAMES, publicKey, toSecond } from "../keys/describe.ts";
import { KeyFile } from "../keys/key-file.ts";
import { LastUses } from "../keys/last-uses.ts";
import { describeExpiring, expiresSoon } from "../keys/expiring.ts";
import { isForeign, type StoredKey } from "../keys/stored-keys.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { formatTable } from "../output/table.ts";
import { dataDirectoryOf } from "../settings.ts";
import { createReporter } from "./report-error.ts";

/** `peek keys list`: what each key allows, when it was made and last used, and whether it still lets in; never a key. */
export const keysList: Command = {
  options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
  async run(values, process) {
    const dataDirectory = dataDirectoryOf(values, process);
    const file = new KeyFile(dataDirectory);
    const keys = file.list();
    const uses = new LastUses(dataDirectory).read();
    const { stdout, stderr } = process;
    const now = Date.now();
    if (values["json"] === true) {
      stdout.write(`${printableJson({ keys: keys.map((key) => toJson(key, uses, now)) })}\n`);
    } else if (keys.length === 0) {
      stderr.write(`There is no key in ${file.path}. See: peek keys create\n`);
    } else {
      stdout.write(formatTable([HEADINGS, ...keys.map((key) => describe(key, uses, now))]));
    }
    const expiring = keys.filter((key) => expiresSoon(key, now));
    describeExpiring(expiring, now).forEach(createReporter(process));
    return EXIT_CODE.ok;
  },
};

/** By the id of the key; undefined where nobody can tell. */
type Uses = ReadonlyMap<string, number> | undefined;

const HEADINGS = [
  "id",
  "allows",
  "service",
  "environment",
  "dialect",
  "created",
  "last used",
  "state",
];

function describe(key: StoredKey, uses: Uses, now: number): string[] {
  const { id, kind, createdAt } = key;
  const used = uses === undefined ? "?" : describeUse(uses.get(id), now);
  const times = [toSecond(createdAt) || "?", used, describeState(key, now)];
  return [id, KIND_NAMES[kind], ...scope(key), ...times].map(printable);
}

function toJson(key: StoredKey, uses: Uses, now: number): object {
  const at = uses?.get(key.id);
  const lastUsedAt = at === undefined ? undefined : new Date(at).toISOString();
  return { ...publicKey(key), expiresSoon: expiresSoon(key, now) || undefined, lastUsedAt };
}

/** For whom a write key reports; other keys read everything. */
function scope(key: StoredKey): string[] {
  const { kind, service, environment, dialect } = key;
  if (kind !== "w") return ["-", "-", "-"];
  const anywhere = isForeign(key) ? "production" : "any";
  return [service ?? "any", environment ?? anywhere, dialect ?? "auto"];
}
