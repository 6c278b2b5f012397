import type { Masks } from "./masks.ts";
import type { Span } from "./redact.ts";

/** Members whose text may say what another member of the same object is: `{ "name": "pin", "value": 1234 }`. */
const NAMING: ReadonlySet<string> = new Set(
  "name key field id header param parameter property label type".split(" "),
);
const HOLDING: ReadonlySet<string> = new Set("value values val content data".split(" "));
/** Sentences name nothing. */
const NAME = /^\S{1,64}$/;

/** An object or array under way, and which of its values are secret because of what stands beside them. */
export class Members {
  readonly isObject: boolean;
  /** Where it begins. */
  readonly start: number;
  readonly #masks: Masks;
  /** Whether the value under way is secret. */
  isSecret = false;
  #name = "";
  #namesSecret = false;
  #held: Span | undefined;

  constructor(isObject: boolean, start: number, masks: Masks) {
    this.isObject = isObject;
    this.start = start;
    this.#masks = masks;
  }

  /** A member begins. */
  name(name: string): void {
    this.#name = name.toLowerCase();
    this.isSecret = (this.#namesSecret && HOLDING.has(this.#name)) || this.#masks.names.has(name);
  }

  /**
   * A value has ended.
   *
   * @param text what it says, if it is a text that is not secret itself
   * @returns a value that came before, and turns out to be secret
   */
  value(value: Span, text: string | undefined): Span | undefined {
    const names = text !== undefined && NAME.test(text) && this.#masks.names.has(text);
    if (!this.isObject) {
      // [["password", "…"]]
      this.isSecret = names;
      return undefined;
    }
    if (HOLDING.has(this.#name)) this.#held = value;
    if (!names || !NAMING.has(this.#name)) return undefined;
    this.#namesSecret = true;
    return this.#held;
  }
}
