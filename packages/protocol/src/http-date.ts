/**
 * Reads a date of an HTTP header as milliseconds since 1970; NaN for what is none. Of the three forms asctime's, which alone
 * has no comma, names no zone: it is of GMT too.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
export function parseHttpDate(text: string): number {
  return Date.parse(text.includes(",") ? text : `${text} GMT`);
}
