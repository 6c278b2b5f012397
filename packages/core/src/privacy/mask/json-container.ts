import type { Masks } from "./masks.ts";
import type { Span } from "./redact.ts";

/** Members whose text may say what another member of the same object is: `{ "name": "pin", "value": 1234 }`. */
const NAMING: ReadonlySet<string> = new Set(
  "name key field id header param parameter property label type".split(" "),
);
const HOLDING: ReadonlySet<string> = new Set(["value", "values", "val"]);
/** Sentences and addresses name nothing. */
const NAME = /^[^\s%/?=&:;,"'<>()]{1,64}$/;
/** Of these an object has more than one. */
const WEAK: ReadonlySet<string> = new Set(["type", "id"]);

const NONE: readonly Span[] = [];

/** An object or array under way, and which of its values are secret because of what stands beside them. */
export class JsonContainer {
  readonly isObject: boolean;
  /** Where it begins. */
  readonly start: number;
  /** Whether the value under way is secret. */
  isSecret = false;
  readonly #masks: Masks;
  #name = "";
  #values = 0;
  #namesSecret = false;
  #isNamed = false;
  /** Values that came before what says whether they are secret. */
  readonly #held: Span[] = [];

  constructor(isObject: boolean, start: number, masks: Masks) {
    this.isObject = isObject;
    this.start = start;
    this.#masks = masks;
  }

  /** Begins a member. */
  name(name: string): void {
    this.#name = name.toLowerCase();
    this.isSecret = (this.#namesSecret && HOLDING.has(this.#name)) || this.#masks.names.has(name);
  }

  /**
   * Ends a value.
   *
   * @param text what it says, if it is a text that is not secret itself
   * @returns values that came before, and turn out to be secret
   */
  value(value: Span, text: string | undefined): readonly Span[] {
    if (!this.isObject) {
      // [["password", "…"]]
      this.isSecret = this.#values++ === 0 && this.#isSecretName(text);
      return NONE;
    }
    const name = this.#name;
    this.#name = "";
    if (HOLDING.has(name)) this.#held.push(value);
    if (!NAMING.has(name) || text === undefined) return NONE;
    if (!WEAK.has(name)) this.#isNamed = true;
    if (!this.#isSecretName(text)) return NONE;
    this.#namesSecret = true;
    return this.#held;
  }

  #isSecretName(text: string | undefined): boolean {
    return text !== undefined && NAME.test(text) && this.#masks.names.has(text);
  }

  /**
   * What is to be hidden where the text is cut: a value that the rest might have said to be secret.
   *
   * @param inner where the value under way begins
   */
  doubtful(inner: number): readonly Span[] {
    if (!this.isObject || this.#isNamed) return NONE;
    const isUnderWay = HOLDING.has(this.#name);
    return isUnderWay ? [...this.#held, { start: inner, stop: Infinity }] : this.#held;
  }
}
