import type { ProductEvent } from "@peekjs/protocol";
import { compact, firstText, member } from "../event/values.ts";
import { normaliseCountry } from "../personal/country.ts";
import { normaliseState } from "../personal/state.ts";

export interface Ga4UserLocation {
  city?: string | undefined;
  /** ISO 3166-2: `US-CA`. */
  region_id?: string | undefined;
  /** ISO 3166-1: `US`. */
  country_id?: string | undefined;
}

/**
 * Where a context's `location` says that the user is.
 *
 * @see https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#user_location
 */
export function ga4UserLocation({ context }: ProductEvent): Ga4UserLocation | undefined {
  const location = member(context, "location");
  const country = firstText(location, "country", "countryCode", "country_code");
  const countryId = country && normaliseCountry(country)?.toUpperCase();
  return compact<Ga4UserLocation>({
    city: firstText(location, "city"),
    region_id: regionId(firstText(location, "region", "regionCode", "region_code"), countryId),
    country_id: countryId,
  });
}

const WITH_NAMES_OF_STATES: ReadonlySet<string> = new Set(["US", "CA"]);

function regionId(region: string | undefined, countryId: string | undefined): string | undefined {
  if (region === undefined) return undefined;
  if (/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(region)) return region;
  if (countryId === undefined) return undefined;
  const code = WITH_NAMES_OF_STATES.has(countryId) ? normaliseState(region) : region;
  return /^[a-z0-9]{1,3}$/i.test(code ?? "") ? `${countryId}-${code!.toUpperCase()}` : undefined;
}
