import type { PersonalData } from "./open/open-event.ts";
import { optionError } from "./options.ts";
import { callingCode } from "./personal/calling-codes.ts";

const PERSONAL_DATA: readonly PersonalData[] = ["hash", "drop", "keep"];

/** What a program that no compiler checks may have written otherwise, and what would then be done with the data unasked. */
interface CommonOptions {
  defaultCountry?: unknown;
  limitedDataUse?: unknown;
  personalData?: unknown;
}

/**
 * Checks what several destinations have in common.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`
 */
export function checkCommonOptions(
  name: string,
  { defaultCountry, limitedDataUse, personalData }: CommonOptions,
): void {
  checkChoice(name, "personalData", personalData, PERSONAL_DATA);
  if (limitedDataUse !== undefined && !["boolean", "function"].includes(typeof limitedDataUse)) {
    throw optionError(name, "limitedDataUse", "must be true, false or a function of the event");
  }
  const isKnown = typeof defaultCountry === "string" && callingCode(defaultCountry.toUpperCase());
  if (defaultCountry !== undefined && !isKnown) {
    const problem = `must be a country by its ISO 3166-1 code, such as GB, got ${JSON.stringify(defaultCountry)}`;
    throw optionError(name, "defaultCountry", problem);
  }
}

/** @throws PeekError `PEEK_E_DESTINATION_OPTION` for a value that is given and none of these */
export function checkChoice(
  name: string,
  option: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (value === undefined || choices.some((choice) => choice === value)) return;
  throw optionError(
    name,
    option,
    `must be one of ${choices.join(", ")}, got ${JSON.stringify(value)}`,
  );
}
