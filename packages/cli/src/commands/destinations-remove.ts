import { join } from "node:path";
import type { Command } from "../command.ts";
import { findDestination } from "../destinations/find-destination.ts";
import { DestinationFile } from "../destinations/destination-file.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { exists } from "../project/files.ts";
import { displayPath } from "../output/display-path.ts";
import { dataDirectoryOf } from "../settings.ts";

/** `peek destinations remove`: forgets a destination; what waits for it stays where it is. */
export const destinationsRemove: Command = {
  argument: "name",
  options: { "data-dir": { type: "string" } },
  async run(values, process) {
    const dataDirectory = dataDirectoryOf(values, process);
    const file = new DestinationFile(dataDirectory);
    const { name } = findDestination(file.read(), values["name"]);
    await file.update((stored) => stored.filter((other) => other.name !== name));
    const { stderr } = process;
    stderr.write(`Removed "${name}". A collector that runs sends to it until its next start.\n`);
    const queue = join(dataDirectory, "destinations", `queue-${name}`);
    if (exists(queue)) {
      stderr.write(
        `What waits for it stays in ${displayPath(queue, process.cwd())}/ until you delete that.\n`,
      );
    }
    return EXIT_CODE.ok;
  },
};
