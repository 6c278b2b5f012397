import { compact } from "../event/values.ts";
import { normaliseCountry } from "../personal/country.ts";
import { normaliseGoogleEmail } from "../personal/email.ts";
import { hashed, hashedList } from "../personal/hash.ts";
import { normaliseGoogleName } from "../personal/name.ts";
import { omittedOfPerson, type Person } from "../personal/person.ts";
import { normaliseE164 } from "../personal/phone.ts";

export interface Ga4UserData {
  sha256_email_address?: string[] | undefined;
  sha256_phone_number?: string[] | undefined;
  address?: Record<string, string | undefined>[] | undefined;
}

/**
 * What Google matches people by: e-mail, phone, names and street hashed, the rest of an address as Google wants it.
 *
 * @see https://developers.google.com/analytics/devguides/collection/ga4/uid-data
 */
export function ga4UserData(
  person: Person,
  defaultCountry: string | undefined,
): Ga4UserData | undefined {
  const { firstName, lastName, street, city, state, zip, country } = person;
  const names = compact({
    sha256_first_name: hashed(firstName, normaliseGoogleName),
    sha256_last_name: hashed(lastName, normaliseGoogleName),
    sha256_street: hashed(street, normaliseStreet),
  });
  const address = names && {
    ...names,
    ...compact({
      city: city && normaliseGoogleName(city),
      region: state && normaliseGoogleName(state),
      postal_code: zip?.replaceAll(/[.~]/g, "").trim(),
      country: (country && normaliseCountry(country))?.toUpperCase(),
    }),
  };
  return compact<Ga4UserData>({
    sha256_email_address: hashedList(person.emails, normaliseGoogleEmail),
    sha256_phone_number: hashedList(person.phones, (phone) => normaliseE164(phone, defaultCountry)),
    address: address && [address],
  });
}

/** What is told of a person and is not in what is sent. */
export function omittedUserData(person: Person, sent: Ga4UserData | undefined): string[] {
  const address = sent?.address?.[0];
  return omittedOfPerson(person, {
    emails: sent?.sha256_email_address,
    phones: sent?.sha256_phone_number,
    firstName: address?.["sha256_first_name"],
    lastName: address?.["sha256_last_name"],
    street: address?.["sha256_street"],
    city: address?.["city"],
    state: address?.["region"],
    zip: address?.["postal_code"],
    country: address?.["country"],
  });
}

function normaliseStreet(street: string): string {
  return street
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\s]/gu, "")
    .trim();
}
