import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import {
  mapOpenEvent,
  mapOpenRequest,
  type OpenEvent,
  type PersonalData,
} from "../open/open-event.ts";
import { optionError, type DestinationOptions } from "../options.ts";
import { delivered } from "../outcome.ts";
import { RotatingFile } from "./rotating-file.ts";

export interface NdjsonOptions extends DestinationOptions {
  /** E.g. `./events.ndjson`. Folders on the way are made. */
  path: string;
  /** Size at which the file is put aside. Default: 100 MiB. */
  maxFileBytes?: number | undefined;
  /** Files kept, this one included. Default: 10. */
  maxFiles?: number | undefined;
  /** Default: `hash`. */
  personalData?: PersonalData | undefined;
  /** Requests too. Default: true. */
  requests?: boolean | undefined;
}

const MINUTE = 60_000;

const OWN_OPTIONS: OwnOptions<NdjsonOptions> = {
  path: true,
  maxFileBytes: true,
  maxFiles: true,
  personalData: true,
  requests: true,
};

/**
 * Appends each event to a file, as one line of JSON. A line that was written twice, because the process ended in
 * between, has the same `id`. One process writes a file at a time. On Node alone.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`
 *
 * @example
 * ```ts
 * import { ndjson } from "@peekjs/destinations/ndjson";
 *
 * createPeek({ destinations: [ndjson({ path: "./events.ndjson" })] });
 * ```
 */
export function ndjson(options: NdjsonOptions): Destination {
  const { name = "ndjson", path, personalData = "hash", requests = true } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const { maxFileBytes = 104_857_600, maxFiles = 10 } = options;
  checkCommonOptions(name, options);
  if (path === "") throw optionError(name, "path", "is empty");
  if (!(maxFileBytes > 0)) throw optionError(name, "maxFileBytes", "must be a positive number");
  if (!(maxFiles >= 1)) throw optionError(name, "maxFiles", "must be at least 1");
  const file = new RotatingFile({ path, maxFileBytes, maxFiles: Math.floor(maxFiles) });
  return defineDestination<OpenEvent>(
    {
      name: "ndjson",
      limits: { events: 1_000, bytes: 4_000_000 },
      map: (event, context) => mapOpenEvent(event, context, personalData),
      mapRequest: requests ? mapOpenRequest : undefined,
      async send(batch) {
        await file.append(batch.map(({ payload }) => `${JSON.stringify(payload)}\n`).join(""));
        return delivered;
      },
    },
    // What is under way cannot be called back: a repetition would write it twice.
    { timeout: MINUTE, ...options },
  );
}
