import { temporaryFolder } from "./temporary-folder.ts";

/** A running client of a vendor that reports items: events, or requests, of these names. */
export interface ReportingClient {
  report: (first: number, last: number) => void;
  close: () => Promise<unknown>;
}

export interface ReportingClientFactory {
  name: string;
  /** What its items become. */
  kind: "events" | "requests";
  /** Whether it is on this computer: some vendors publish theirs on no registry. */
  isHere: boolean;
  create: (url: string, settings?: ClientSettings) => Promise<ReportingClient>;
}

export interface ClientSettings {
  /** Items in a batch. */
  batchSize?: number;
  /** Where it writes what it could not deliver. */
  folder?: string;
}

export function complete({
  batchSize = 4,
  folder = temporaryFolder(),
}: ClientSettings = {}): Required<ClientSettings> {
  return { batchSize, folder };
}
