import type { ClientStats, Sdk } from "@peekjs/protocol";
import { Accounts } from "./accounts.ts";
import { Adoption } from "./adoption.ts";
import { ConsumerIds } from "../consumer/consumer-ids.ts";
import { consumerHashKey } from "../consumer/hash-key.ts";
import { createDelivery } from "./create-delivery.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { headerOf } from "../delivery/envelope.ts";
import { Outbox } from "../delivery/outbox.ts";
import type { Spool } from "../delivery/spool.ts";
import { Diagnostics } from "../diagnostics/diagnostics.ts";
import { Cardinality } from "../intake/cardinality.ts";
import { GroupWriter } from "../intake/group-writer.ts";
import { Intake } from "../intake/intake.ts";
import type { OpenRequest } from "./observed-request.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import type { Platform } from "../platform.ts";
import { internalError, type Report } from "../diagnostics/report.ts";

/** Records in one group: writing it must not stall the event loop. */
const GROUP_RECORDS = 500;

export interface PipelineSettings {
  options: ResolvedOptions;
  platform: Platform;
  /** What reports. */
  sdk: Sdk;
  /** Tells which requests are still running. */
  openRequests(): readonly OpenRequest[];
  report: Report;
}

/** What a record passes, in order, and what is known of all of them. */
export interface PipelineParts {
  intake: Intake;
  writer: GroupWriter;
  outbox: Outbox;
  /** Undefined where there is no disk. */
  spool: Spool | undefined;
  delivery: Delivery;
  /** Undefined where there is no disk. */
  adoption: Adoption | undefined;
  accounts: Accounts;
  diagnostics: Diagnostics;
  stats(): ClientStats;
  /** Says from now on what reports. */
  reportAs(sdk: Sdk): void;
}

/** Makes the parts of a client and connects them; none of them works yet. */
export function connectParts(settings: PipelineSettings, onAdopted: () => void): PipelineParts {
  const { options, platform, openRequests, report } = settings;
  const instance = crypto.randomUUID();
  const groupSize = Math.min(GROUP_RECORDS, options.batchSize);
  const accounts = new Accounts(report);
  const diagnostics = new Diagnostics(report);
  const ids = new ConsumerIds(consumerHashKey(options, platform.hmac), platform.hmac);
  const cardinality = new Cardinality((diagnostic) => diagnostics.add(diagnostic));
  const headerFor = (sdk: Sdk): string => {
    const { runtime, host } = platform;
    const { service, environment } = options;
    return headerOf({ sdk, runtime, service, environment, host });
  };
  const writer = new GroupWriter(headerFor(settings.sdk));
  const spool = options.guessedEndpoint ? undefined : platform.openSpool(options, instance, report);
  const outbox = new Outbox(instance, spool, groupSize);
  const intake = new Intake({
    options,
    groupSize,
    ids,
    cardinality,
    writer,
    outbox,
    spool,
    accounts,
    report,
  });
  const stats = (): ClientStats => accounts.stats(intake.pendingCount, outbox.onDisk);
  const delivery = createDelivery({
    options,
    platform,
    outbox,
    accounts,
    sources: { stats, openRequests, diagnostics: diagnostics.list },
    header: () => writer.header,
    report,
  });
  const adoption =
    spool &&
    new Adoption({
      spool,
      groupSize,
      platform,
      delivery,
      onAdopted,
      report: (error) => report(internalError(error)),
    });
  const reportAs = (sdk: Sdk): void => void (writer.header = headerFor(sdk));
  return {
    intake,
    writer,
    outbox,
    spool,
    delivery,
    adoption,
    accounts,
    diagnostics,
    stats,
    reportAs,
  };
}
