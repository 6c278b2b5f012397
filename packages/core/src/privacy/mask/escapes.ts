/** Of a text within the quotes of another one. */
const ESCAPE = /\\(?:(["\\/])|u([\da-f]{4}))/gi;
const QUOTE_OR_CODE = /\\(?:"|u[\da-f]{4})/i;

/** Whether a text has something of a text whose quotes or characters were escaped. */
export function hasEscapes(text: string): boolean {
  return QUOTE_OR_CODE.test(text);
}

/** Takes backslashes off once, as from a string of JSON; line breaks and the like stay as they are written. */
export function decodeEscapes(text: string): string {
  return text.replace(
    ESCAPE,
    (_, sign: string | undefined, code: string) => sign ?? String.fromCharCode(parseInt(code, 16)),
  );
}
