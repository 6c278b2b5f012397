const TIME = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** A time in ISO 8601 as milliseconds since 1970, in UTC where it has no offset; NaN where it is none. */
export function parseTime(text: string): number {
  const [, date = "", time = "00:00", offset = "Z"] = TIME.exec(text) ?? [];
  return isDay(date) ? Date.parse(`${date}T${time}${offset}`) : Number.NaN;
}

/** JavaScript takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const start = new Date(`${date}T00:00Z`);
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(date);
}

/** The last time whose year has four digits, which {@link parseTime} reads. */
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");

/** A time in milliseconds since 1970 as {@link parseTime} reads it again; what is too far off is the last such time. */
export function formatTime(time: number): string {
  return new Date(Math.min(time, LATEST)).toISOString();
}
