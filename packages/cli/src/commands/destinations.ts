import type { Command } from "../command.ts";
import { DestinationFile, type StoredDestination } from "../destinations/destination-file.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { formatTable } from "../output/table.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek destinations`: lists where a collector sends events on to, without any secret. */
export const destinations: Command = {
  options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
  async run(values, process) {
    const stored = new DestinationFile(dataDirectoryOf(values, process)).read();
    const { stdout, stderr } = process;
    if (values["json"] === true) {
      stdout.write(`${printableJson({ destinations: stored.map(masked) })}\n`);
    } else if (stored.length === 0) {
      stderr.write("Events stay in this collector. See: peek destinations add\n");
    } else stdout.write(formatTable([["name", "type", "options"], ...stored.map(describe)]));
    return EXIT_CODE.ok;
  },
};

function masked({ name, type, options, secrets, allowPrivate }: StoredDestination): object {
  const hidden = Object.fromEntries(Object.keys(secrets).map((option) => [option, "***"]));
  return { name, type, options: { ...options, ...hidden }, allowPrivate };
}

function describe(stored: StoredDestination): string[] {
  const { name, type, options, secrets, allowPrivate } = stored;
  const shown = [
    ...Object.entries(options).map(([option, value]) => `${option}=${String(value)}`),
    ...Object.keys(secrets).map((option) => `${option}=***`),
    ...(allowPrivate ? ["(may be private)"] : []),
  ];
  return [name, type, shown.join(" ")].map(printable);
}
