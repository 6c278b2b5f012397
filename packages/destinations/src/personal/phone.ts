import { callingCode, KEEPS_TRUNK_ZERO } from "./calling-codes.ts";

/** Too short for any country. */
const FEWEST_DIGITS = 7;

/**
 * The digits of a phone number with its country code and without leading zeros. Undefined when it is too short.
 *
 * @param defaultCountry ISO 3166-1 code for numbers without a country code; without it they are left as they are
 */
export function normalisePhone(value: string, defaultCountry?: string): string | undefined {
  const text = value.trim();
  const all = text.replaceAll(/\D/g, "");
  const digits = all.replace(/^0+/, "");
  const isInternational = text.startsWith("+") || all.startsWith("00");
  const phone =
    isInternational || defaultCountry === undefined
      ? digits
      : withCountry(all, defaultCountry.toUpperCase());
  return phone.length < FEWEST_DIGITS ? undefined : phone;
}

/** E.164: with a plus sign in front. */
export function normaliseE164(value: string, defaultCountry?: string): string | undefined {
  const digits = normalisePhone(value, defaultCountry);
  return digits === undefined ? undefined : `+${digits}`;
}

function withCountry(all: string, country: string): string {
  const code = callingCode(country);
  const digits = all.replace(/^0+/, "");
  if (code === undefined) return digits;
  if (code === "1") return digits.length === 11 && digits.startsWith("1") ? digits : `1${digits}`;
  const isNational = all.startsWith("0");
  if (isNational) return code + (KEEPS_TRUNK_ZERO.has(country) ? all : digits);
  // Without the zero that begins a national number, and with the country's code: it is complete.
  return digits.startsWith(code) && digits.length > 9 ? digits : code + digits;
}
