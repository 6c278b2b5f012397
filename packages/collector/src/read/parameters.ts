import { ATTRIBUTE_LIMITS } from "@peekjs/protocol";
import { HttpProblem } from "../http/problem.ts";

/**
 * The query parameters of one request. Each read names what is wrong in a 400 that carries the parameter's name;
 * an empty value counts as absent.
 */
export class Parameters {
  readonly #values: URLSearchParams;

  /** @throws {@link HttpProblem} 400 when a parameter is not among the known ones, or is given twice. */
  constructor(url: string, known: readonly string[]) {
    this.#values = new URL(url).searchParams;
    const seen = new Set<string>();
    for (const name of this.#values.keys()) {
      const shown = name.slice(0, 40);
      if (!known.includes(name)) {
        throw badParameter(shown, `There is no parameter "${shown}" here: ${known.join(", ")}.`);
      }
      if (seen.has(name)) throw badParameter(shown, `${shown} is given more than once.`);
      seen.add(name);
    }
  }

  text(name: string, maxLength = 2_048): string | undefined {
    return this.#read(name, maxLength, (value) => value.trim());
  }

  /** As it stands there: white space is part of an id. */
  id(name: string): string | undefined {
    return this.#read(name, ATTRIBUTE_LIMITS.id, (value) => value);
  }

  integer(name: string, minimum: number, maximum: number): number | undefined {
    const text = this.text(name, 20);
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= minimum && value <= maximum)) {
      throw badParameter(
        name,
        `${name} must be an integer from ${minimum} to ${maximum}, got "${text}".`,
      );
    }
    return value;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name, 100);
    return text === undefined ? undefined : oneOf(name, text, choices);
  }

  list<T extends string>(name: string, choices: readonly T[]): T[] | undefined {
    const items = this.text(name)?.split(",");
    return items && [...new Set(items.map((item) => oneOf(name, item.trim(), choices)))];
  }

  #read(name: string, maxLength: number, change: (value: string) => string): string | undefined {
    const value = change(this.#values.get(name) ?? "");
    if (value === "") return undefined;
    if (value.length > maxLength) {
      throw badParameter(name, `${name} is longer than ${maxLength} characters.`);
    }
    return value;
  }
}

/** A 400 that names the parameter. */
export function badParameter(parameter: string, detail: string): HttpProblem {
  return new HttpProblem(400, "PEEK_E_PARAMETER", detail, { members: { parameter } });
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw badParameter(
    name,
    `${name} must be one of ${choices.join(", ")}; got "${value.slice(0, 100)}".`,
  );
}
