import type { ProductEvent } from "@peekjs/protocol";
import { asText, compact, isRecord, member } from "../event/values.ts";
import { optionError } from "../options.ts";
import type { Ga4Consent, Ga4Options } from "./ga4.ts";

type Grant = "GRANTED" | "DENIED";

/** Consent under Google's own names. */
export interface Grants {
  ad_user_data?: Grant | undefined;
  ad_personalization?: Grant | undefined;
}

/** The option, else what the app put into `context.consent` under Google's own names. */
export function ga4Consent(event: ProductEvent, option: Ga4Options["consent"]): Grants | undefined {
  const asked = typeof option === "function" ? option(event) : option;
  if (asked !== undefined) return grants(asked);
  const consent = member(event.context, "consent");
  if (!isRecord(consent)) return undefined;
  const read = (key: string): boolean | undefined => {
    const value = asText(consent[key])?.toUpperCase();
    return value === "GRANTED" ? true : value === "DENIED" ? false : undefined;
  };
  return grants({
    adUserData: read("ad_user_data"),
    adPersonalization: read("ad_personalization"),
  });
}

/** @throws PeekError `PEEK_E_DESTINATION_OPTION`: what is misspelt would be taken for consent, or for no answer */
export function checkConsent(name: string, option: Ga4Options["consent"]): void {
  if (option === undefined || typeof option === "function") return;
  const isKnown = (key: string, value: unknown): boolean =>
    (key === "adUserData" || key === "adPersonalization") &&
    (value === undefined || typeof value === "boolean");
  if (isRecord(option) && Object.entries(option).every(([key, value]) => isKnown(key, value)))
    return;
  const form =
    "{ adUserData, adPersonalization }, each true or false, or a function that returns it";
  throw optionError(name, "consent", `must be ${form}`);
}

function grants({ adUserData, adPersonalization }: Ga4Consent): Grants | undefined {
  const grant = (value: unknown): Grant | undefined =>
    value === undefined ? undefined : value === true ? "GRANTED" : "DENIED";
  return compact({ ad_user_data: grant(adUserData), ad_personalization: grant(adPersonalization) });
}
