import type { ProductEvent } from "@peekjs/protocol";
import { asText, isRecord, member } from "../event/values.ts";
import { foldKey } from "./fold-key.ts";

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

/** The names under which apps, and the vendors' own libraries, give each: in any case, with `_`, `-` or without. */
export const PERSONAL_KEYS = {
  emails: ["email", "emails", "emailAddress", "mail", "em"],
  phones: ["phone", "phones", "phoneNumber", "telephone", "tel", "mobile", "mobileNumber", "ph"],
  firstName: ["firstName", "givenName", "forename", "fn"],
  lastName: ["lastName", "surname", "familyName", "ln"],
  fullName: ["fullName", "name"],
  birthday: ["birthday", "birthdate", "dateOfBirth", "dob", "db"],
  gender: ["gender", "sex", "ge"],
  street: ["street", "streetAddress"],
  city: ["city", "ct"],
  state: ["state", "region", "province", "st"],
  zip: ["zip", "zipCode", "postalCode", "postcode", "zp"],
  country: ["country", "countryCode"],
  externalIds: ["externalId", "externalIds"],
} as const;

type Field = keyof typeof PERSONAL_KEYS;

const FIELD_OF: ReadonlyMap<string, Field> = new Map(
  Object.entries(PERSONAL_KEYS).flatMap(([field, keys]) =>
    keys.map((key) => [foldKey(key), field as Field] as const),
  ),
);

/** Which field of a person a member of user data or traits is. */
export function personField(key: string): Field | undefined {
  return FIELD_OF.get(foldKey(key));
}

/**
 * Reads `userData`, then the traits of the event and of its context; an address and a name may be an object in each.
 * The traits of a group are the group's.
 */
export function readPerson({ type, userData, traits, context }: ProductEvent): Person {
  const person = new Reader();
  person.read(userData);
  if (type !== "group") person.read(traits);
  person.read(member(context, "traits"));
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
      const field = personField(key);
      if (key === "address" || (field === "fullName" && isRecord(value))) this.read(value);
      else if (field !== undefined) this.#set(field, value);
    }
  }

  /** The first that is found counts; of e-mail addresses, numbers and ids all do. */
  #set(field: Field, value: unknown): void {
    if (field === "emails" || field === "phones" || field === "externalIds") {
      this.result[field] = [...new Set([...this.result[field], ...textsOf(value)])];
    } else this.result[field] ??= textsOf(value)[0];
  }
}

/** Each field may be a list, as vendors' own libraries have it, and each of a list `{ value }`, as directories have it. */
function textsOf(value: unknown): string[] {
  return [value]
    .flat()
    .map((item: unknown) => asText(isRecord(item) ? valueOf(item) : item))
    .filter((text) => text !== undefined);
}

function valueOf(item: Record<string, unknown>): unknown {
  if (!(item instanceof Date)) return item["value"];
  return Number.isNaN(item.getTime()) ? undefined : item.toISOString();
}

/** What is told of a person and went nowhere, by its path: a vendor has no place for it, or it is none. */
export function omittedOfPerson(
  person: Person,
  taken: Partial<Record<keyof Person, unknown>>,
): string[] {
  const isLost = ([field, told]: [string, unknown]): boolean =>
    [told].flat().some((one) => one !== undefined) && taken[field as keyof Person] === undefined;
  return Object.entries(person)
    .filter(isLost)
    .map(([field]) => `userData.${field.replace(/s$/, "")}`);
}
