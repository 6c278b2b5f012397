import type { Span } from "./redact.ts";
import type { SecretNames } from "./secret-names.ts";

const TAG = /<([\p{L}_][\p{L}\p{N}_.:-]{0,127})/gu;
/** A value that is not closed ends with the text. */
const ATTRIBUTE =
  /[\s/]*([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|"([^"<]*)$|'([^'<]*)$|([^\s"'<>]+)))?/dy;
/** Of a namespace. */
const PREFIX = /^[^:]*:/;
const TAG_END = /[\s/]*/y;
const NAME_CHARACTER = /[\p{L}\p{N}_.:-]/u;
/** A name as an element's whole text: `<key>password</key>`. */
const NAME_TEXT = /\s*([^<>\s]{1,128})\s*(?=<)/y;

/** Attributes whose text may say what another one of the same element is, or what the element contains. */
const NAMING: ReadonlySet<string> = new Set("name key id property itemprop field".split(" "));
const HOLDING: ReadonlySet<string> = new Set(["value", "content", "val"]);
/** Elements whose text may say what the next element contains. */
const LABELS: ReadonlySet<string> = new Set(["key", "name", "dt", "th"]);
/** HTML's elements that contain nothing, and have no end tag. */
const EMPTY: ReadonlySet<string> = new Set(["input", "meta", "link", "img"]);

/** What an element's start tag says. */
interface StartTag {
  /** Of what its attributes hold. */
  readonly values: readonly Span[];
  readonly isNamedSecret: boolean;
  /** `<input type="password"` */
  readonly hasSecretType: boolean;
  /** Whether the text ends within it. */
  readonly isCut: boolean;
  readonly stop: number;
}

/**
 * What secrets' elements contain in XML and HTML, and the values that stand beside a secret's name:
 * `<token type="a">…</token>`, `<input name="password" value="…">`, `<key>password</key><string>…</string>`.
 */
export function findInMarkup(text: string, names: SecretNames): Span[] {
  const found: Span[] = [];
  if (!text.includes("<")) return found;
  let isLabelled = false;
  TAG.lastIndex = 0;
  for (let match = TAG.exec(text); match !== null; match = TAG.exec(text)) {
    const name = match[1]!;
    const tag = readStartTag(text, TAG.lastIndex, names);
    TAG.lastIndex = tag.stop;
    if (tag.isNamedSecret || tag.hasSecretType || tag.isCut) found.push(...tag.values);
    if (text[tag.stop - 1] !== ">") continue;
    const isSecret = isLabelled || tag.isNamedSecret || names.has(name.replace(PREFIX, ""));
    isLabelled = false;
    if (!isSecret) {
      isLabelled = LABELS.has(name.toLowerCase()) && isLabel(text, tag.stop, names);
    } else if (text[tag.stop - 2] !== "/" && !EMPTY.has(name.toLowerCase())) {
      const stop = endTag(text, tag.stop, name);
      if (stop > tag.stop) found.push({ start: tag.stop, stop });
      TAG.lastIndex = stop;
    }
  }
  return found;
}

function readStartTag(text: string, start: number, names: SecretNames): StartTag {
  const values: Span[] = [];
  let isNamedSecret = false;
  let hasSecretType = false;
  let stop = start;
  ATTRIBUTE.lastIndex = start;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    stop = ATTRIBUTE.lastIndex;
    const name = match[1]!.toLowerCase();
    const place = match.indices!.slice(2).find((each) => each !== undefined);
    if (place === undefined || place[0] === place[1]) continue;
    const [valueStart, valueStop] = place;
    if (HOLDING.has(name)) values.push({ start: valueStart, stop: valueStop });
    const value = text.slice(valueStart, valueStop);
    if (NAMING.has(name)) isNamedSecret ||= names.has(value);
    else if (name === "type") hasSecretType ||= names.has(value);
  }
  TAG_END.lastIndex = stop;
  TAG_END.test(text);
  stop = TAG_END.lastIndex;
  const isCut = stop === text.length;
  return {
    values,
    isNamedSecret,
    hasSecretType,
    isCut,
    stop: text[stop] === ">" ? stop + 1 : stop,
  };
}

function isLabel(text: string, start: number, names: SecretNames): boolean {
  NAME_TEXT.lastIndex = start;
  const name = NAME_TEXT.exec(text)?.[1];
  return name !== undefined && names.has(name);
}

/** Where an element ends; with the text, if it is not closed. */
function endTag(text: string, start: number, name: string): number {
  const wanted = name.toLowerCase();
  for (let at = text.indexOf("</", start); at >= 0; at = text.indexOf("</", at + 2)) {
    const after = at + 2 + name.length;
    const isEnd = text.slice(at + 2, after).toLowerCase() === wanted;
    if (isEnd && !NAME_CHARACTER.test(text[after] ?? "")) return at;
  }
  return text.length;
}
