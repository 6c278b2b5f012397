import { JsonContainer } from "./json-container.ts";
import type { Masks } from "./masks.ts";
import { REDACTED, type Span } from "./redact.ts";

const HIDDEN = `"${REDACTED}"`;

/** Knows what of a JSON text is to be hidden because of where it stands. */
export class JsonSecrets {
  /** What is to be hidden. */
  readonly spans: Span[] = [];
  readonly #masks: Masks;
  /** Objects and arrays around the place that is read. */
  readonly #around: JsonContainer[] = [];
  /** How many there are around the secret object or array under way. */
  #hiddenWithin = Infinity;

  constructor(masks: Masks) {
    this.#masks = masks;
  }

  /** Whether the value that comes next is secret. */
  get isSecret(): boolean {
    return this.#around.at(-1)?.isSecret === true;
  }

  /** Whether the place that is read is within something secret. */
  get isHidden(): boolean {
    return this.#hiddenWithin !== Infinity;
  }

  /** What is to be hidden because of its name, though the text is no JSON after all. */
  get named(): readonly Span[] {
    return this.spans.filter(({ instead }) => instead === HIDDEN);
  }

  hide(start: number, stop: number, instead: string = HIDDEN): void {
    this.spans.push({ start, stop, instead });
  }

  open(isObject: boolean, start: number): void {
    if (this.isSecret) this.#hiddenWithin = Math.min(this.#hiddenWithin, this.#around.length);
    this.#around.push(new JsonContainer(isObject, start, this.#masks));
  }

  close(stop: number): void {
    const { start } = this.#around.pop()!;
    if (this.#hiddenWithin === this.#around.length) {
      this.#hiddenWithin = Infinity;
      this.hide(start, stop);
    }
    this.value({ start, stop }, undefined);
  }

  /** A member begins. */
  name(name: string): void {
    this.#around.at(-1)!.name(name);
  }

  /** @param text what the value says, if it is a text that is not secret itself */
  value(value: Span, text: string | undefined): void {
    const secrets = this.#around.at(-1)?.value(value, text) ?? [];
    for (const secret of secrets) this.hide(secret.start, secret.stop);
  }

  /**
   * Hides what a part of the text beyond a cut may have said to be secret.
   *
   * @param end where what may be secret ends, if it is under way
   */
  hideDoubtful(cut: number, end = Infinity): void {
    const starts = [...this.#around.slice(1).map(({ start }) => start), cut];
    if (this.isHidden) this.hide(this.#around[this.#hiddenWithin]!.start, Infinity);
    for (const [i, container] of this.#around.entries()) {
      for (const { start, stop } of container.doubtful(starts[i]!)) {
        if (start < end) this.hide(start, Math.min(stop, end));
      }
    }
  }
}
