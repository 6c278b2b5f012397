import type { ProductEvent } from "@peekjs/protocol";
import type { Surroundings } from "../event/surroundings.ts";
import { compact } from "../event/values.ts";
import { normaliseCountry } from "../personal/country.ts";
import { normaliseEmail } from "../personal/email.ts";
import { hashed, hashedList } from "../personal/hash.ts";
import { normaliseCity, normaliseName, normaliseZip } from "../personal/name.ts";
import { omittedOfPerson, type Person } from "../personal/person.ts";
import { normaliseE164 } from "../personal/phone.ts";
import { normaliseState } from "../personal/state.ts";

export interface TikTokUser {
  email?: string[] | undefined;
  phone?: string[] | undefined;
  external_id?: string[] | undefined;
  first_name?: string | undefined;
  last_name?: string | undefined;
  zip_code?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  country?: string | undefined;
  ttclid?: string | undefined;
  ttp?: string | undefined;
  ip?: string | undefined;
  user_agent?: string | undefined;
  locale?: string | undefined;
  idfa?: string | undefined;
  idfv?: string | undefined;
  gaid?: string | undefined;
  att_status?: string | undefined;
}

/** What TikTok matches people by: hashed but for city, state and country, which it wants in plain lower case. */
export function tikTokUser(
  person: Person,
  { userId, anonymousId }: ProductEvent,
  { ip, userAgent, locale, device, vendorId }: Surroundings,
  defaultCountry: string | undefined,
): TikTokUser | undefined {
  const { emails, phones, externalIds, firstName, lastName, zip, city, state, country } = person;
  const ids = [...externalIds, userId ?? anonymousId].filter((id) => id !== undefined);
  const { isApple, advertisingId } = device;
  return compact<TikTokUser>({
    email: hashedList(emails, normaliseEmail),
    phone: hashedList(phones, (phone) => normaliseE164(phone, defaultCountry)),
    external_id: hashedList(ids, (id) => id.trim()),
    first_name: hashed(firstName, normaliseName),
    last_name: hashed(lastName, normaliseName),
    zip_code: hashed(zip, normaliseZip),
    city: city && normaliseCity(city),
    state: state && normaliseState(state),
    country: country && normaliseCountry(country),
    ttclid: vendorId("ttclid"),
    ttp: vendorId("ttp", "_ttp"),
    ip,
    user_agent: userAgent,
    locale,
    idfa: isApple ? advertisingId : undefined,
    idfv: isApple ? device.id : undefined,
    gaid: isApple ? undefined : advertisingId,
    att_status: isApple ? attStatus(device.isTracked) : undefined,
  });
}

/** What is told of a person and is not in what is sent. */
export function omittedUser(person: Person, sent: TikTokUser | undefined): string[] {
  return omittedOfPerson(person, {
    emails: sent?.email,
    phones: sent?.phone,
    externalIds: sent?.external_id,
    firstName: sent?.first_name,
    lastName: sent?.last_name,
    zip: sent?.zip_code,
    city: sent?.city,
    state: sent?.state,
    country: sent?.country,
  });
}

/** Apple's App Tracking Transparency, as far as a context tells of it. */
function attStatus(isTracked: boolean | undefined): string | undefined {
  if (isTracked === undefined) return undefined;
  return isTracked ? "AUTHORIZED" : "DENIED";
}
