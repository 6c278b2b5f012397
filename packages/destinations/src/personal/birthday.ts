const FIRST_YEAR = 1900;

/**
 * A date of birth as YYYYMMDD. Reads year-month-day and, as in the United States, month/day/year (day and month are
 * swapped where only that can be meant), with any separator or none. Undefined for what is no date.
 */
export function normaliseBirthday(value: string, now = Date.now()): string | undefined {
  const text = value.trim();
  const [, year, month, day] =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:[T ].*)?$/.exec(text) ??
    [];
  const [, first, second, last] =
    /^(\d{1,2})\D+(\d{1,2})\D+(\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text) ?? [];
  return (
    format(year, month, day, now) ??
    format(last, first, second, now) ??
    format(last, second, first, now)
  );
}

function format(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  now: number,
): string | undefined {
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isReal || Number(year) < FIRST_YEAR || date.getTime() > now) return undefined;
  return year + month.padStart(2, "0") + day.padStart(2, "0");
}
