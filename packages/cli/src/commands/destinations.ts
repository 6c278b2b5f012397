import { join } from "node:path";
import { readDestinationCounts } from "@peekjs/collector/node";
import type { ListedDestination } from "@peekjs/protocol";
import type { Command } from "../command.ts";
import { DestinationFile, type StoredDestination } from "../destinations/destination-file.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { printableJson } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { formatTable } from "../output/table.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek destinations`: lists where a collector sends events on to, and what became of them, without any secret. */
export const destinations: Command = {
  options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
  async run(values, process) {
    const dataDirectory = dataDirectoryOf(values, process);
    const stored = new DestinationFile(dataDirectory).read();
    const listed = await Promise.all(
      stored.map(async (one) => ({ one, counts: await readCounts(dataDirectory, one) })),
    );
    const { stdout, stderr } = process;
    if (values["json"] === true) {
      const list = listed.map(({ one, counts }) => ({ ...masked(one), counts }));
      stdout.write(`${printableJson({ destinations: list })}\n`);
    } else if (stored.length === 0) {
      stderr.write("Events stay in this collector. See: peek destinations add\n");
    } else stdout.write(formatTable([HEADINGS, ...listed.map(describe)]));
    return EXIT_CODE.ok;
  },
};

const HEADINGS = ["name", "type", "delivered", "waiting", "refused", "dropped", "options"];

/** Of the collector that runs here, or ran last. */
function readCounts(
  dataDirectory: string,
  { name, type }: StoredDestination,
): Promise<ListedDestination | undefined> {
  return readDestinationCounts(join(dataDirectory, "destinations"), name, type);
}

/** Of some secrets, the options hold what may be shown. */
function shownOptions({ options, secrets }: StoredDestination): Record<string, unknown> {
  const hidden = Object.fromEntries(Object.keys(secrets).map((option) => [option, "***"]));
  return { ...hidden, ...options };
}

function masked(stored: StoredDestination): object {
  const { name, type, allowPrivate } = stored;
  return { name, type, options: shownOptions(stored), allowPrivate };
}

function describe({
  one,
  counts,
}: {
  one: StoredDestination;
  counts: ListedDestination | undefined;
}): string[] {
  const { name, type, allowPrivate } = one;
  const { delivered = 0, pending = 0, dead = 0, dropped = {} } = counts ?? {};
  const lost = Object.values(dropped).reduce((sum, each) => sum + each, 0);
  const numbers = [delivered, pending, dead, lost].map((number) => number.toLocaleString("en"));
  const shown = [
    ...Object.entries(shownOptions(one)).map(([option, value]) => `${option}=${String(value)}`),
    ...(allowPrivate ? ["(may be private)"] : []),
  ];
  return [name, type, ...numbers, shown.join(" ")].map(printable);
}
