import type { Accounts } from "./accounts.ts";
import { Delivery } from "../delivery/delivery.ts";
import { writeEnvelope, writeGreeting, type EnvelopeSources } from "../delivery/envelope.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import type { Platform } from "../platform.ts";
import type { Report } from "../diagnostics/report.ts";

const SLOW_DELAY = 60_000;
/** A collector on the developer's own machine is started at any moment. */
const SLOW_DELAY_GUESSED = 2_000;

export interface CreateDeliverySettings {
  options: ResolvedOptions;
  platform: Platform;
  /** The client's own: what it acknowledges or drops counts for the client, that of others for them. */
  outbox: Outbox;
  accounts: Accounts;
  sources: EnvelopeSources;
  /** JSON members `"sdk":…,"resource":…` of the client as it is by then. */
  header(): string;
  report: Report;
}

/** The delivery of a client's own outbox, and of those it takes over, with its accounts kept. */
export function createDelivery({
  options,
  platform,
  outbox: own,
  accounts,
  sources,
  header,
  report,
}: CreateDeliverySettings): Delivery {
  const { batchSize, maxRetries, guessedEndpoint, debug } = options;
  const delivery = new Delivery({
    platform,
    transport: platform.createTransport(options),
    batchSize,
    maxRetries,
    slowDelay: guessedEndpoint ? SLOW_DELAY_GUESSED : SLOW_DELAY,
    envelope: (batch, texts) => writeEnvelope(batch, texts, sources, batch.outbox === own),
    greeting: () => writeGreeting(header(), sources.diagnostics),
    trace: (line) => {
      if (debug === true) platform.print(`[peek] ${line}`);
    },
    onDelivered: (outbox, records) => {
      if (outbox === own) accounts.delivered += records;
      else accounts.deliveredForOthers += records;
    },
    onDropped: (outbox, records, reason) => {
      if (outbox === own) accounts.drop(records, reason);
      else accounts.reportDropped(records, reason);
    },
    report,
  });
  delivery.add(own);
  return delivery;
}
