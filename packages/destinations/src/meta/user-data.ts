import type { Surroundings } from "../event/surroundings.ts";
import { compact } from "../event/values.ts";
import { normaliseBirthday } from "../personal/birthday.ts";
import { normaliseCountry } from "../personal/country.ts";
import { normaliseEmail } from "../personal/email.ts";
import { hashedList } from "../personal/hash.ts";
import { metaHash, metaHashes } from "./hash.ts";
import { normaliseCity, normaliseGender, normaliseName, normaliseZip } from "../personal/name.ts";
import { omittedOfPerson, type Person } from "../personal/person.ts";
import { normalisePhone } from "../personal/phone.ts";
import { normaliseState } from "../personal/state.ts";

export interface MetaUserData {
  em?: string[] | undefined;
  ph?: string[] | undefined;
  fn?: string | undefined;
  ln?: string | undefined;
  db?: string | undefined;
  ge?: string | undefined;
  ct?: string | undefined;
  st?: string | undefined;
  zp?: string | undefined;
  country?: string | undefined;
  external_id?: string[] | undefined;
  client_ip_address?: string | undefined;
  client_user_agent?: string | undefined;
  fbc?: string | undefined;
  fbp?: string | undefined;
  subscription_id?: string | undefined;
  lead_id?: string | undefined;
  fb_login_id?: string | undefined;
}

/**
 * What Meta matches people by: personal data hashed, what its own cookies and the connection say as it is.
 *
 * @param userIds the event's own ids of the user, which go as external ids
 * @see https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function metaUserData(
  person: Person,
  userIds: readonly (string | undefined)[],
  surroundings: Surroundings,
  timestamp: number,
  defaultCountry: string | undefined,
): MetaUserData {
  const { ip, userAgent, vendorId } = surroundings;
  const externalIds = [...person.externalIds, ...userIds].filter((id) => id !== undefined);
  const clickId = vendorId("fbclid");
  return (
    compact<MetaUserData>({
      em: metaHashes(person.emails, normaliseEmail),
      ph: metaHashes(person.phones, (phone) => normalisePhone(phone, defaultCountry)),
      fn: metaHash(person.firstName, normaliseName),
      ln: metaHash(person.lastName, normaliseName),
      db: metaHash(person.birthday, (date) => normaliseBirthday(date)),
      ge: metaHash(person.gender, normaliseGender),
      ct: metaHash(person.city, normaliseCity),
      st: metaHash(person.state, normaliseState),
      // Both of Meta's libraries leave out what follows a dash.
      zp: metaHash(person.zip, (zip) => normaliseZip(zip.split("-", 1)[0]!)),
      country: metaHash(person.country, normaliseCountry),
      external_id: hashedList(externalIds, (id) => id.trim().toLowerCase()),
      client_ip_address: ip,
      client_user_agent: userAgent,
      fbc: vendorId("fbc", "_fbc") ?? (clickId && `fb.1.${timestamp}.${clickId}`),
      fbp: vendorId("fbp", "_fbp"),
      subscription_id: vendorId("subscription_id"),
      lead_id: vendorId("lead_id"),
      fb_login_id: vendorId("fb_login_id"),
    }) ?? {}
  );
}

/** What is told of a person and is not in what is sent. */
export function omittedUserData(person: Person, sent: MetaUserData): string[] {
  return omittedOfPerson(person, {
    emails: sent.em,
    phones: sent.ph,
    firstName: sent.fn,
    lastName: sent.ln,
    birthday: sent.db,
    gender: sent.ge,
    city: sent.ct,
    state: sent.st,
    zip: sent.zp,
    country: sent.country,
    externalIds: sent.external_id,
  });
}

/** Meta refuses events with nothing to match a person by but these, or some of these. */
const TOO_BROAD: readonly ReadonlySet<string>[] = [
  new Set(["ct", "country", "st", "zp", "ge", "client_user_agent"]),
  new Set(["db", "client_user_agent"]),
  new Set(["fn", "ge"]),
  new Set(["ln", "ge"]),
];

/** Whether Meta would refuse to match by what is there. */
export function isTooBroad(userData: MetaUserData): boolean {
  const keys = Object.keys(userData);
  return TOO_BROAD.some((combination) => keys.every((key) => combination.has(key)));
}
