/** `|`, `>-`, `|2+`, at the end of a line. */
const HEADER = /[|>][\d+-]{0,2}[ \t]*(?:#[^\r\n]{0,200})?(?=\r?\n)/y;
const LINE = /\r?\n([ \t]*)([^\r\n]*)/y;
/** What stands before the key on its line; a new item of a list is as deep as its text. */
const INDENT = /^[ \t]*(?:-[ \t]+)*/;

/** A key that begins its line. */
const KEY = /(?:^|[\r\n])([ \t]*(?:-[ \t]+)*)["']?[\p{L}\p{N}_.$-]+["']?$/u;
const ITEM = /^-(?:[ \t]|$)/;
/** Of a stack, which follows a message. */
const CALL = /^at /;

/** The end of a YAML block of lines whose header is at a place; undefined where there is none. */
export function blockAt(text: string, start: number): number | undefined {
  HEADER.lastIndex = start;
  if (!HEADER.test(text)) return undefined;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const depth = INDENT.exec(text.slice(lineStart, start))![0].length;
  return linesEnd(text, HEADER.lastIndex, depth);
}

/**
 * Where a value ends that goes on in the next lines: those that are deeper than its key, and a list below it.
 *
 * @param end of what stands on the key's own line
 * @param key what stands before the colon on the same line, or a part of it
 */
export function continuedEnd(text: string, end: number, key: string): number {
  const indent = KEY.exec(key)?.[1];
  if (indent === undefined || !/[\r\n]/.test(text[end] ?? "")) return end;
  return linesEnd(text, end, indent.length);
}

function linesEnd(text: string, start: number, depth: number): number {
  let end = start;
  LINE.lastIndex = end;
  for (let line = LINE.exec(text); line !== null; line = LINE.exec(text)) {
    const [, indent = "", content = ""] = line;
    const isDeeper = indent.length > depth || (indent.length === depth && ITEM.test(content));
    if ((content !== "" && !isDeeper) || CALL.test(content)) break;
    if (content !== "") end = LINE.lastIndex;
  }
  return end;
}
