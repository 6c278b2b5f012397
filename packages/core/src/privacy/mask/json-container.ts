import type { Masks } from "./masks.ts";
import type { Span } from "./redact.ts";

/** Members whose text may say what another member of the same object is: `{ "name": "pin", "value": 1234 }`. */
const NAMING: ReadonlySet<string> = new Set(
  "name key field id header param parameter property label type".split(" "),
);
const HOLDING: ReadonlySet<string> = new Set(["value", "values", "val"]);
/** Sentences name nothing. */
const NAME = /^\S{1,64}$/;

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
  /** A value that came before what says whether it is secret. */
  #held: Span | undefined;

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
   * @returns a value that came before, and turns out to be secret
   */
  value(value: Span, text: string | undefined): Span | undefined {
    if (!this.isObject) {
      // [["password", "…"]]
      this.isSecret = this.#values++ === 0 && this.#isSecretName(text);
      return undefined;
    }
    const name = this.#name;
    this.#name = "";
    if (HOLDING.has(name)) this.#held = value;
    if (!NAMING.has(name) || text === undefined) return undefined;
    if (name !== "type") this.#isNamed = true;
    if (!this.#isSecretName(text)) return undefined;
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
  doubtful(inner: number): Span | undefined {
    if (!this.isObject || this.#isNamed) return undefined;
    return HOLDING.has(this.#name) ? { start: inner, stop: Infinity } : this.#held;
  }
}
