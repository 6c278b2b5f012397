import { PeekError } from "@peekjs/protocol";
import { bisect } from "./bisect.ts";
import type { Batch, Outbox } from "./outbox.ts";
import { countRecords, size, type OutboxGroup } from "./outbox-group.ts";
import { asRows, splitGroup } from "./split.ts";
import type { Verdict } from "./verdict.ts";
import type { WrittenEnvelope } from "./envelope.ts";

export interface BatchSenderSettings {
  /** Writes the envelope around the groups of a batch. */
  envelope(batch: Batch, texts: string[]): WrittenEnvelope;
  onDelivered(outbox: Outbox, records: number): void;
  /** Records that were given up. */
  onDropped(outbox: Outbox, records: number, reason: string): void;
}

/** What goes on around a batch: the exchange itself, and when it is tried again. */
export interface Course {
  ask(envelope: WrittenEnvelope): Promise<Verdict>;
  isFailing(): boolean;
  /** Returns a batch to its outbox, to be tried again. */
  hold(batch: Batch, verdict: Verdict): void;
  succeed(): void;
}

/** Brings one batch to its end: acknowledged, given up in parts, or held. */
export class BatchSender {
  readonly #settings: BatchSenderSettings;
  readonly #course: Course;
  #rowsOnly = false;

  constructor(settings: BatchSenderSettings, course: Course) {
    this.#settings = settings;
    this.#course = course;
  }

  /** Sends a batch and acts on the answer, in smaller parts where it asks for them. Settles all, or holds. */
  async deliver(batch: Batch): Promise<void> {
    const verdict = await this.#send(batch);
    switch (verdict.kind) {
      case "acknowledged":
        return;
      case "rows":
        this.#rowsOnly = true;
        return this.deliver(batch);
      case "too_large":
        return this.#deliverHalves(batch);
      case "refused":
        return this.#findRefused(batch, verdict);
      default:
        this.#course.hold(batch, verdict);
    }
  }

  async #deliverHalves(batch: Batch): Promise<void> {
    const halves = this.#halve(batch);
    if (halves === undefined) {
      this.#park(batch.outbox, batch.groups, "too_large");
      return;
    }
    for (const groups of halves) {
      if (this.#course.isFailing()) batch.outbox.putBack(groups);
      else await this.deliver({ outbox: batch.outbox, groups });
    }
  }

  async #findRefused(batch: Batch, refusal: Verdict): Promise<void> {
    const { outbox } = batch;
    let last = refusal;
    const found = await bisect(
      batch.groups,
      async (groups) => {
        last = await this.#send({ outbox, groups });
        if (last.kind === "acknowledged") return "accepted";
        return last.kind === "refused" || last.kind === "too_large" ? "refused" : "held";
      },
      (groups) => this.#halve({ outbox, groups }),
    );
    const kept = [...found.held, ...(found.accepted ? [] : found.refused)];
    if (found.accepted) this.#park(outbox, found.refused, "refused");
    if (kept.length > 0) this.#course.hold({ outbox, groups: kept }, last);
  }

  /** Sends one envelope; what the collector acknowledged is settled at once. */
  async #send(batch: Batch): Promise<Verdict> {
    const { outbox } = batch;
    let texts: string[];
    try {
      texts = this.#read(batch);
    } catch (error) {
      const message = `The spool cannot be read (${String(error)}): what is in it is kept and tried again.`;
      return {
        kind: "unreachable",
        error: new PeekError("PEEK_W_SPOOL", message, { cause: error }),
      };
    }
    if (texts.length === 0) return { kind: "acknowledged" };
    const announced = outbox.lost;
    const verdict = await this.#course.ask(this.#settings.envelope(batch, texts));
    if (verdict.kind === "rows" && this.#rowsOnly) return { ...verdict, kind: "refused" };
    if (verdict.kind === "acknowledged") {
      this.#course.succeed();
      outbox.lost = outbox.lost.filter((range) => !announced.includes(range));
      outbox.settle(batch.groups);
      this.#settings.onDelivered(outbox, countAll(batch.groups));
    }
    return verdict;
  }

  /** The texts of a batch, out of which damaged records are dropped. */
  #read({ outbox, groups }: Batch): string[] {
    const texts: string[] = [];
    for (let i = 0; i < groups.length; i++) {
      const text = outbox.text(groups[i]!);
      if (text === undefined) {
        const { whole, damaged } = outbox.salvage(groups[i]!);
        groups.splice(i--, 1, ...whole);
        this.#drop(outbox, damaged, "spool_damaged");
      } else texts.push(this.#rowsOnly ? asRows(text) : text);
    }
    return texts;
  }

  /** Gives up single records that the collector will never take; people find them among the dead letters. */
  #park(outbox: Outbox, groups: readonly OutboxGroup[], reason: string): void {
    for (const group of groups) {
      const text = outbox.text(group);
      if (text !== undefined) outbox.park(group, asRows(text), reason);
    }
    this.#drop(outbox, groups, reason);
  }

  #drop(outbox: Outbox, groups: readonly OutboxGroup[], reason: string): void {
    outbox.settle(groups);
    // A new list: one that is under way in an envelope must stay as it was written.
    outbox.lost = [...outbox.lost, ...groups.map(({ first, last }) => ({ first, last, reason }))];
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
