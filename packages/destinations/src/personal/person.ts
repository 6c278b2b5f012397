import type { ProductEvent } from "@peekjs/protocol";
import { asText, firstText, member } from "../event/values.ts";

/** What an event says of a person, raw: it never goes into a payload, only its hashes do. */
export interface Person {
  emails: string[];
  phones: string[];
  firstName: string | undefined;
  lastName: string | undefined;
  /** Both, where an app keeps them as one. */
  fullName: string | undefined;
  birthday: string | undefined;
  gender: string | undefined;
  street: string | undefined;
  city: string | undefined;
  state: string | undefined;
  zip: string | undefined;
  country: string | undefined;
  externalIds: string[];
}

/** The names under which apps, and the vendors' own libraries, give each. */
export const PERSONAL_KEYS = {
  emails: ["email", "emails", "emailAddress", "email_address", "em"],
  phones: ["phone", "phones", "phoneNumber", "phone_number", "mobile", "ph"],
  firstName: ["firstName", "first_name", "firstname", "givenName", "fn"],
  lastName: ["lastName", "last_name", "lastname", "surname", "familyName", "ln"],
  fullName: ["fullName", "full_name", "name"],
  birthday: ["birthday", "birthdate", "dateOfBirth", "date_of_birth", "dob", "db"],
  gender: ["gender", "sex", "ge"],
  street: ["street", "streetAddress", "street_address"],
  city: ["city", "ct"],
  state: ["state", "region", "province", "st"],
  zip: ["zip", "zipCode", "zip_code", "postalCode", "postal_code", "postcode", "zp"],
  country: ["country", "countryCode", "country_code"],
  externalIds: ["externalId", "external_id", "externalIds"],
} as const;

/** Reads `userData`, then the traits of the event and of its context; an address may be an object in each. */
export function readPerson(event: ProductEvent): Person {
  const sources = [event.userData, event.traits, member(event.context, "traits")];
  const places = sources.flatMap((source) => [source, member(source, "address")]);
  const text = (keys: readonly string[]): string | undefined => {
    for (const place of places) {
      const found = firstText(place, ...keys) ?? dateOf(place, keys);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const texts = (keys: readonly string[]): string[] => {
    const found = sources.flatMap((source) => keys.flatMap((key) => member(source, key)));
    return [...new Set(found.map((value) => asText(value)).filter((value) => value !== undefined))];
  };
  return {
    emails: texts(PERSONAL_KEYS.emails),
    phones: texts(PERSONAL_KEYS.phones),
    firstName: text(PERSONAL_KEYS.firstName),
    lastName: text(PERSONAL_KEYS.lastName),
    fullName: text(PERSONAL_KEYS.fullName),
    birthday: text(PERSONAL_KEYS.birthday),
    gender: text(PERSONAL_KEYS.gender),
    street: text(PERSONAL_KEYS.street),
    city: text(PERSONAL_KEYS.city),
    state: text(PERSONAL_KEYS.state),
    zip: text(PERSONAL_KEYS.zip),
    country: text(PERSONAL_KEYS.country),
    externalIds: texts(PERSONAL_KEYS.externalIds),
  };
}

function dateOf(place: unknown, keys: readonly string[]): string | undefined {
  const date = keys.map((key) => member(place, key)).find((value) => value instanceof Date);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
