import type { ProductEvent } from "@peekjs/protocol";
import { asText, isRecord, member } from "../event/values.ts";

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

type Field = keyof typeof PERSONAL_KEYS;

const FIELD_OF: ReadonlyMap<string, Field> = new Map(
  Object.entries(PERSONAL_KEYS).flatMap(([field, keys]) =>
    keys.map((key) => [key, field as Field] as const),
  ),
);

/** Reads `userData`, then the traits of the event and of its context; an address may be an object in each. */
export function readPerson(event: ProductEvent): Person {
  const person = new Reader();
  person.read(event.userData);
  person.read(event.traits);
  person.read(member(event.context, "traits"));
  return person.result;
}

class Reader {
  readonly result: Person = {
    emails: [],
    phones: [],
    firstName: undefined,
    lastName: undefined,
    fullName: undefined,
    birthday: undefined,
    gender: undefined,
    street: undefined,
    city: undefined,
    state: undefined,
    zip: undefined,
    country: undefined,
    externalIds: [],
  };

  read(source: unknown): void {
    if (!isRecord(source)) return;
    for (const [key, value] of Object.entries(source)) {
      const field = FIELD_OF.get(key);
      if (field !== undefined) this.#set(field, value);
      else if (key === "address") this.read(value);
    }
  }

  /** The first that is found counts; of e-mail addresses, numbers and ids all do. */
  #set(field: Field, value: unknown): void {
    if (field === "emails" || field === "phones" || field === "externalIds") {
      this.result[field] = [...new Set([...this.result[field], ...textsOf(value)])];
    } else this.result[field] ??= textsOf(value)[0];
  }
}

/** Each field may be a list, as vendors' own libraries have it. */
function textsOf(value: unknown): string[] {
  return [value]
    .flat()
    .map((item: unknown) => asText(item instanceof Date ? isoDate(item) : item))
    .filter((text) => text !== undefined);
}

function isoDate(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
