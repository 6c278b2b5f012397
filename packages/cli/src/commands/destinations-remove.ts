import { join } from "node:path";
import { readDestinationCounts } from "@peekjs/collector/node";
import type { Command } from "../command.ts";
import { findDestination } from "../destinations/find-destination.ts";
import { DestinationFile } from "../destinations/destination-file.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek destinations remove`: forgets a destination; what waits for it stays for a while. */
export const destinationsRemove: Command = {
  argument: "name",
  options: { "data-dir": { type: "string" } },
  async run(values, process) {
    const dataDirectory = dataDirectoryOf(values, process);
    const file = new DestinationFile(dataDirectory);
    const { name, type } = findDestination(file.read(), values["name"]);
    await file.update((stored) => stored.filter((other) => other.name !== name));
    const { stderr } = process;
    stderr.write(`Removed "${name}". A collector that runs ends it within seconds.\n`);
    if (await readDestinationCounts(join(dataDirectory, "destinations"), name, type)) {
      stderr.write(
        `What waits for it goes to a ${type} of the same name, or is deleted after seven days.\n`,
      );
    }
    return EXIT_CODE.ok;
  },
};
