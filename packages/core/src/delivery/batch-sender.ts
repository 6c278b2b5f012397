import type { DropReason } from "../pipeline/drop-reason.ts";
import { bisect } from "./bisect.ts";
import type { Batch, Outbox } from "./outbox.ts";
import { countRecords, size, type OutboxGroup } from "./outbox-group.ts";
import { readTexts } from "./read-texts.ts";
import { asRows, splitGroup } from "./split.ts";
import type { Failure, RefusedVerdict, Verdict } from "./verdict.ts";
import type { WrittenEnvelope } from "./envelope.ts";

export interface BatchSenderSettings {
  /** Writes the envelope around the groups of a batch. */
  envelope(batch: Batch, texts: string[]): WrittenEnvelope;
  onDelivered(outbox: Outbox, records: number): void;
  /** Records that were given up. */
  onDropped(outbox: Outbox, records: number, reason: DropReason): void;
}

/** Bytes of a single record that no collector can be blamed for refusing. */
const SURELY_TOO_LARGE = 65_536;

/** What a batch is delivered by: the exchange itself, and when it is tried again. */
export interface BatchControl {
  ask(envelope: WrittenEnvelope): Promise<Verdict>;
  /** Whether the endpoint may be asked now: it has not failed, and did not ask to be left alone. */
  mayGoOn(): boolean;
  /** Returns a batch to its outbox, to be tried again. */
  hold(batch: Batch, verdict: Failure): void;
  succeed(): void;
}

/** Brings one batch to its end: acknowledged, given up in parts, or held. */
export class BatchSender {
  readonly #settings: BatchSenderSettings;
  readonly #control: BatchControl;
  /** Whether the endpoint has said that it reads no columns. */
  #rowsOnly = false;

  constructor(settings: BatchSenderSettings, control: BatchControl) {
    this.#settings = settings;
    this.#control = control;
  }

  /** Sends a batch and acts on the answer, in smaller parts where it asks for them. Settles all, or holds. */
  async deliver(batch: Batch): Promise<void> {
    const verdict = await this.#send(batch);
    switch (verdict.kind) {
      case "acknowledged":
        return;
      case "too_large":
      case "refused":
        return this.#deliverParts(batch, verdict);
      default:
        this.#control.hold(batch, verdict);
    }
  }

  /** Delivers in smaller parts what was refused as a whole; single records are given up when others are accepted. */
  async #deliverParts({ outbox, groups }: Batch, refusal: RefusedVerdict): Promise<void> {
    const reasons = new Map<OutboxGroup, RefusedVerdict["kind"]>();
    const answers: (Verdict | undefined)[] = [refusal];
    const found = await bisect(
      groups,
      async (part) => {
        const mayGoOn = this.#control.mayGoOn();
        const answer = mayGoOn ? await this.#send({ outbox, groups: part }) : undefined;
        answers.push(answer);
        if (answer?.kind === "acknowledged") return "accepted";
        if (answer?.kind !== "refused" && answer?.kind !== "too_large") return "held";
        reasons.set(part[0]!, answer.kind);
        return "refused";
      },
      (part) => this.#halve({ outbox, groups: part }),
    );
    for (const group of found.refused.sort((a, b) => a.first - b.first)) {
      const isHopeless = refusal.kind === "too_large" && group.bytes > SURELY_TOO_LARGE;
      if (found.accepted || isHopeless) {
        this.#giveUp(outbox, group, reasons.get(group) ?? refusal.kind);
      } else found.held.push(group);
    }
    if (found.held.length === 0) return;
    const last = answers.at(-1);
    if (last !== undefined && last.kind !== "acknowledged") {
      this.#control.hold({ outbox, groups: found.held }, last);
    } else outbox.putBack(found.held);
  }

  /** Sends one envelope; what the collector acknowledged is settled at once. */
  async #send(batch: Batch): Promise<Verdict> {
    const { outbox } = batch;
    const areRows = this.#rowsOnly;
    const { texts, trouble } = readTexts(batch, areRows, (damaged) =>
      this.#drop(outbox, damaged, "spool_damaged"),
    );
    if (texts.length === 0 && trouble !== undefined) return { kind: "unreachable", error: trouble };
    if (texts.length === 0) return { kind: "acknowledged" };
    const announced = outbox.lost.announcement;
    const verdict = await this.#control.ask(this.#settings.envelope(batch, texts));
    if (verdict.kind === "rows") {
      if (areRows) return { ...verdict, kind: "refused" };
      this.#rowsOnly = true;
      return this.#send(batch);
    }
    if (verdict.kind === "acknowledged") {
      this.#control.succeed();
      outbox.lost.announced(announced);
      outbox.settle(batch.groups);
      this.#settings.onDelivered(outbox, countAll(batch.groups));
    }
    return verdict;
  }

  /** Gives up a record that the collector will never take; people find it among the dead letters. */
  #giveUp(outbox: Outbox, group: OutboxGroup, reason: DropReason): void {
    const text = outbox.text(group);
    if (text !== undefined) outbox.addDeadLetter(group, asRows(text), reason);
    this.#drop(outbox, [group], reason);
  }

  #drop(outbox: Outbox, groups: readonly OutboxGroup[], reason: DropReason): void {
    outbox.settle(groups);
    outbox.lost.add(groups.map(({ first, last }) => ({ first, last, reason })));
    if (groups.length > 0) this.#settings.onDropped(outbox, countAll(groups), reason);
  }

  /** Cuts a batch in two: between groups, or inside its only one. */
  #halve({ outbox, groups }: Batch): [OutboxGroup[], OutboxGroup[]] | undefined {
    const [only, second] = groups;
    if (only === undefined) return undefined;
    if (second !== undefined) {
      const middle = Math.ceil(groups.length / 2);
      return [groups.slice(0, middle), groups.slice(middle)];
    }
    if (size(only) < 2) return undefined;
    const [left, right] = splitGroup(only, outbox.text(only)!);
    outbox.replace(only, [left, right]);
    return [[left], [right]];
  }
}

function countAll(groups: readonly OutboxGroup[]): number {
  return groups.reduce((sum, group) => sum + countRecords(group), 0);
}
