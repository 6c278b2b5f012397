import type { Token } from "./json-tokens.ts";

/** What JSON's grammar allows next. */
type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or end" | "text";

/** Follows JSON from token to token: knows what may come next. One text may come after the other, as in NDJSON. */
export class JsonGrammar {
  #expected: Expected = "text";
  /** Of what is around the place that is read, from the outside: whether it is an object. */
  readonly #around: boolean[] = [];

  /** Whether nothing is open: the text may end here. */
  get isBetweenTexts(): boolean {
    return this.#expected === "text";
  }

  /** Whether a string that comes next is a member's name. */
  get expectsName(): boolean {
    return this.#expected === "name" || this.#expected === "name or }";
  }

  allows(kind: Token["kind"]): boolean {
    const isValue = kind === "string" || kind === "other" || kind === "{" || kind === "[";
    switch (this.#expected) {
      case "value":
      case "text":
        return isValue;
      case "value or ]":
        return isValue || kind === "]";
      case "name":
        return kind === "string";
      case "name or }":
        return kind === "string" || kind === "}";
      case ":":
        return kind === ":";
      case ", or end":
        return kind === "," || kind === (this.#isInObject ? "}" : "]");
    }
  }

  /** Goes on behind a token that is allowed. */
  pass(kind: Token["kind"]): void {
    if (kind === "{" || kind === "[") {
      this.#around.push(kind === "{");
      this.#expected = kind === "{" ? "name or }" : "value or ]";
    } else if (kind === ",") this.#expected = this.#isInObject ? "name" : "value";
    else if (kind === ":") this.#expected = "value";
    else if (this.expectsName && kind === "string") this.#expected = ":";
    else {
      if (kind === "}" || kind === "]") this.#around.pop();
      this.#expected = this.#around.length === 0 ? "text" : ", or end";
    }
  }

  get #isInObject(): boolean {
    return this.#around.at(-1) === true;
  }
}
