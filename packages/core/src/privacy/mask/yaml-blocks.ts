/** `|`, `>-`, `|2+`, at the end of a line. */
const HEADER = /[|>][\d+-]{0,2}[ \t]*(?:#[^\r\n]{0,200})?(?=\r?\n)/y;
const LINE = /\r?\n([ \t]*)([^\r\n]*)/y;
/** What stands before the key on its line; a new item of a list is as deep as its text. */
const INDENT = /^[ \t]*(?:-[ \t]+)*/;

/** The end of a YAML block of lines whose header is at a place; undefined where there is none. */
export function blockAt(text: string, start: number): number | undefined {
  HEADER.lastIndex = start;
  if (!HEADER.test(text)) return undefined;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const depth = INDENT.exec(text.slice(lineStart, start))![0].length;
  let end = HEADER.lastIndex;
  LINE.lastIndex = end;
  for (let line = LINE.exec(text); line !== null; line = LINE.exec(text)) {
    const [, indent = "", content = ""] = line;
    if (content !== "" && indent.length <= depth) break;
    if (content !== "") end = LINE.lastIndex;
  }
  return end;
}
