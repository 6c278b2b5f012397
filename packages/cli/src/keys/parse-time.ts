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
