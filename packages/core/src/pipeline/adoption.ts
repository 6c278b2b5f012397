import type { Delivery } from "../delivery/delivery.ts";
import { Outbox } from "../delivery/outbox.ts";
import type { AdoptedSpool, Spool } from "../delivery/spool.ts";
import type { Cancel, Platform } from "../platform.ts";

/** Milliseconds between looks for what other processes left behind: one may end while this one lives. */
const INTERVAL = 20_000;

export interface AdoptionSettings {
  spool: Spool;
  /** Records that are sent together at most. */
  groupSize: number;
  platform: Pick<Platform, "schedule">;
  delivery: Pick<Delivery, "add" | "remove">;
  /** Called when something was taken over. */
  onAdopted(): void;
  report(error: unknown): void;
}

/** Takes over what processes left behind that are no more, one segment after the other. */
export class Adoption {
  readonly #settings: AdoptionSettings;
  readonly #outboxes = new Map<string, Outbox>();
  #isClosed = false;
  #cancel: Cancel | undefined;

  constructor(settings: AdoptionSettings) {
    this.#settings = settings;
  }

  /** Records that were taken over and wait on disk. */
  get onDisk(): number {
    let sum = 0;
    for (const outbox of this.#outboxes.values()) sum += outbox.onDisk;
    return sum;
  }

  /** Looks now, and again as long as it is not closed. */
  start(): void {
    this.#adopt().catch(this.#settings.report);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  async #adopt(): Promise<void> {
    try {
      await this.#turn();
      if (!this.#isClosed) await this.#takeOver();
    } finally {
      // Only now: of two looks at once, each would take a folder that the other has read in part for finished.
      if (!this.#isClosed) {
        this.#cancel = this.#settings.platform.schedule(() => this.start(), INTERVAL);
      }
    }
  }

  async #takeOver(): Promise<void> {
    this.#letGo();
    for (const adopted of this.#settings.spool.adopt()) {
      if (adopted !== undefined) this.#add(adopted);
      await this.#turn();
      if (this.#isClosed) return;
    }
  }

  #add({ instance, groups, lost, stats }: AdoptedSpool): void {
    const outbox = this.#outboxOf(instance);
    outbox.stats = stats;
    for (const group of groups) outbox.add({ ...group, text: undefined });
    outbox.makeDue();
    outbox.lost.add(lost);
    this.#settings.onAdopted();
  }

  /** Processes come and go while this one lives: outboxes that were delivered must not pile up. */
  #letGo(): void {
    for (const [instance, outbox] of this.#outboxes) {
      if (!outbox.isEmpty) continue;
      this.#outboxes.delete(instance);
      this.#settings.delivery.remove(outbox);
    }
  }

  /** Keeps no process alive: what is not taken over yet is there at the next start too. */
  #turn(): Promise<void> {
    return new Promise((resolve) => void this.#settings.platform.schedule(resolve, 0));
  }

  #outboxOf(instance: string): Outbox {
    const known = this.#outboxes.get(instance);
    if (known !== undefined) return known;
    const { spool, groupSize } = this.#settings;
    const outbox = new Outbox(instance, spool, groupSize);
    this.#outboxes.set(instance, outbox);
    this.#settings.delivery.add(outbox);
    return outbox;
  }
}
