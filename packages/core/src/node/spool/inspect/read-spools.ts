import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PeekError, type Resource } from "@peekjs/protocol";
import { isPrivate, storageBases } from "../folder.ts";
import { isAbandoned } from "../lease.ts";
import { readLetterLines } from "./letter-files.ts";
import { spoolError } from "./spool-error.ts";
import { countWaiting } from "./waiting.ts";

const SPOOL_NAME = /^[0-9a-f]{24}$/;

/** What clients of one endpoint, service and environment keep on disk. */
export interface SpoolOverview {
  /** Name of the folder: a hash of endpoint, service and environment. */
  id: string;
  folder: string;
  service: string | undefined;
  environment: string | undefined;
  /** Where what is kept was recorded. */
  hosts: string[];
  /**
   * Records and bytes in the segments. Of a process that still runs, some may have been delivered already: a segment
   * goes as a whole.
   */
  waiting: { records: number; bytes: number };
  /** When the segment that has rested longest was last written, milliseconds since 1970. */
  oldest: number | undefined;
  /** Processes, on any host, that hold a part of it and live; the rest is for the next start. */
  livingOwners: number;
  /** Records that a collector refused alone. */
  deadLetters: number;
  /** Lines among the dead letters that cannot be read. */
  damagedLetters: number;
}

/**
 * Looks at the spools of every service, without changing them; those that hold nothing are left out. Blocks while it
 * reads every segment: for tools, not for a server's requests.
 *
 * @param storagePath as the client's option; default: `PEEK_STORAGE_PATH`, else every place that clients choose
 * themselves
 * @throws {PeekError} `PEEK_E_SPOOL` when a folder cannot be read, or belongs to another user
 * @example
 * ```ts
 * for (const { service, waiting, deadLetters } of readSpools()) {
 *   console.log(service, waiting.records, deadLetters);
 * }
 * ```
 */
export function readSpools(storagePath?: string): SpoolOverview[] {
  const path = storagePath ?? (process.env["PEEK_STORAGE_PATH"]?.trim() || undefined);
  return storageBases(path).flatMap((base) => {
    try {
      return spoolsIn(base, path !== undefined);
    } catch (error) {
      throw spoolError(base, error);
    }
  });
}

function spoolsIn(base: string, isChosen: boolean): SpoolOverview[] {
  let names: string[];
  try {
    if (!isChosen && !isPrivate(base)) return [];
    names = readdirSync(base).filter((name) => SPOOL_NAME.test(name));
  } catch (error) {
    // Of the places that clients choose themselves, few exist.
    if (!isChosen && (error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return names.toSorted().flatMap((id) => {
    const folder = join(base, id);
    if (!isPrivate(folder)) throw notOwn(folder);
    const overview = look(id, folder);
    const { waiting, deadLetters, damagedLetters } = overview;
    return waiting.bytes + deadLetters + damagedLetters === 0 ? [] : [overview];
  });
}

/** Whoever else writes there could make files that the app may no longer touch. */
function notOwn(folder: string): PeekError {
  return new PeekError(
    "PEEK_E_SPOOL",
    `${folder} belongs to another user, or is a link. Run this as the user of the app.`,
  );
}

function look(id: string, folder: string): SpoolOverview {
  const overview: SpoolOverview = {
    id,
    folder,
    service: undefined,
    environment: undefined,
    hosts: [],
    waiting: { records: 0, bytes: 0 },
    oldest: undefined,
    livingOwners: 0,
    deadLetters: 0,
    damagedLetters: 0,
  };
  const note = ({ service, environment, host }: Resource): void => {
    overview.service ??= service;
    overview.environment ??= environment;
    if (host !== undefined && !overview.hosts.includes(host)) overview.hosts.push(host);
  };
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const client = join(folder, entry.name);
    const { records, bytes, oldest, resources } = countWaiting(client);
    overview.waiting.records += records;
    overview.waiting.bytes += bytes;
    if (oldest !== undefined) overview.oldest = Math.min(overview.oldest ?? oldest, oldest);
    if (!isAbandoned(client)) overview.livingOwners++;
    for (const resource of resources) note(resource);
  }
  for (const { letter } of readLetterLines(folder)) {
    if (letter === undefined) overview.damagedLetters++;
    else {
      overview.deadLetters++;
      note(letter.resource);
    }
  }
  return overview;
}
