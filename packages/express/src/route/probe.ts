import type { Layer, LayerMatch } from "./layer.ts";
import { matchPrefix } from "./layer.ts";
import { decode } from "./pattern.ts";

const PROBE = "peek0";

/**
 * The template of a mount of Express 5 whose router keeps no pattern: a segment is a parameter when the layer takes
 * another value there under the parameter's name.
 */
export function templateByProbing(layer: Layer, { path, params }: LayerMatch): string | undefined {
  const given = path.split("/");
  const template: (string | undefined)[] = [...given];
  for (const [name, value] of Object.entries(params)) {
    const values = Array.isArray(value) ? (value as unknown[]) : [value];
    const start = given.findIndex((_, i) => takes(layer, given, i, name, values));
    if (start < 0) return undefined;
    for (const [i, part] of values.entries()) {
      const parameter = Array.isArray(value) ? `*${name}` : `:${name}`;
      template[start + i] =
        i > 0 ? undefined : decode(given[start]!).replace(String(part), parameter);
    }
  }
  const isFixed = given.every(
    (segment, i) => segment === "" || template[i] !== segment || !acceptsAnother(layer, given, i),
  );
  return isFixed ? template.filter((segment) => segment !== undefined).join("/") : undefined;
}

function takes(
  layer: Layer,
  given: readonly string[],
  start: number,
  name: string,
  values: readonly unknown[],
): boolean {
  const probe = [...given];
  for (const [i, value] of values.entries()) {
    const segment = decode(probe[start + i] ?? "");
    if (typeof value !== "string" || value === "" || !segment.includes(value)) return false;
    probe[start + i] = segment.replace(value, PROBE);
  }
  const taken = matchPrefix(layer, probe.join("/"))?.params[name];
  return (Array.isArray(taken) ? (taken as unknown[]) : [taken]).every((part) => part === PROBE);
}

/** A fixed segment of a pattern takes no other text; one of an app's own regular expression may. */
function acceptsAnother(layer: Layer, given: readonly string[], i: number): boolean {
  for (const { text } of variants(given[i]!)) {
    const probe = given.with(i, text).join("/");
    if (matchPrefix(layer, probe)?.path === probe) return true;
  }
  return false;
}

/** A text of the same length as another, from which it differs at an index first. */
interface Variant {
  text: string;
  at: number;
}

/** Texts that differ in all letters and digits, and in one each; made one by one, since callers choose the path. */
export function* variants(text: string): Generator<Variant> {
  const first = text.search(LETTER);
  if (first < 0) return;
  yield { text: text.replace(LETTERS, another), at: first };
  for (let at = first; at < text.length; at++) {
    const character = text[at]!;
    if (!LETTER.test(character)) continue;
    yield { text: text.slice(0, at) + another(character) + text.slice(at + 1), at };
  }
}

const LETTER = /[a-z0-9]/i;
const LETTERS = /[a-z0-9]/gi;

/** Another character of the same kind. */
function another(character: string): string {
  if (character >= "0" && character <= "9") return String((Number(character) + 1) % 10);
  return character.toLowerCase() === "z" ? "a" : String.fromCharCode(character.charCodeAt(0) + 1);
}
