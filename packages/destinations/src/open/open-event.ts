import type { EventSource, ProductEvent, RequestRecord } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { compact } from "../event/values.ts";
import { hashed, hashedList } from "../personal/hash.ts";
import { normaliseBirthday } from "../personal/birthday.ts";
import { normaliseCountry } from "../personal/country.ts";
import { normaliseEmail } from "../personal/email.ts";
import { normaliseCity, normaliseGender, normaliseName, normaliseZip } from "../personal/name.ts";
import { omittedOfPerson, type Person } from "../personal/person.ts";
import { normaliseE164 } from "../personal/phone.ts";
import { separate } from "../personal/separate.ts";
import { normaliseState } from "../personal/state.ts";

/**
 * What becomes of personal data on its way to a destination of one's own:
 *
 * - `hash`: `userData` holds SHA-256 hashes of normalised values; none is left elsewhere;
 * - `drop`: none is left;
 * - `keep`: the event goes out as it is.
 */
export type PersonalData = "hash" | "drop" | "keep";

/** An event in peek's own form, as webhooks, files and OTLP logs carry it. */
export interface OpenEvent extends EventSource {
  id: string;
  /** ISO 8601. */
  timestamp: string;
  type: string;
  [field: string]: unknown;
}

export function mapOpenEvent(
  event: ProductEvent,
  { id, source }: MapContext,
  personalData: PersonalData,
): Mapped<OpenEvent> {
  const { integrations: _, timestamp: time, ...own } = event;
  const head = { id, timestamp: new Date(time).toISOString(), ...source };
  if (personalData === "keep") return { payload: { ...head, ...own } };
  const separated = separate(event);
  const { integrations: __, timestamp: ___, ...rest } = separated.event;
  if (personalData === "drop") {
    return { payload: { ...head, ...rest }, omitted: separated.omitted };
  }
  const userData = hashPerson(separated.person);
  const omitted = [...separated.omitted, ...omittedUserData(separated.person, userData)];
  return { payload: { ...head, ...rest, userData }, omitted };
}

/** A request holds no personal data that its app did not ask for. */
export function mapOpenRequest(
  { timestamp, ...request }: RequestRecord,
  { id, source }: MapContext,
): Mapped<OpenEvent> {
  const head = { id, timestamp: new Date(timestamp).toISOString(), ...source };
  return { payload: { ...head, type: "request", ...request } };
}

function omittedUserData(person: Person, sent: Record<string, unknown> = {}): string[] {
  const { email, phone, externalId, ...others } = sent;
  return omittedOfPerson(person, {
    ...others,
    emails: email,
    phones: phone,
    externalIds: externalId,
  });
}

function hashPerson(person: Person): Record<string, unknown> | undefined {
  const { firstName, lastName, birthday, gender, city, state, zip, country } = person;
  return compact({
    email: hashedList(person.emails, normaliseEmail),
    phone: hashedList(person.phones, (phone) => normaliseE164(phone)),
    firstName: hashed(firstName, normaliseName),
    lastName: hashed(lastName, normaliseName),
    birthday: hashed(birthday, (date) => normaliseBirthday(date)),
    gender: hashed(gender, normaliseGender),
    city: hashed(city, normaliseCity),
    state: hashed(state, normaliseState),
    zip: hashed(zip, normaliseZip),
    country: hashed(country, normaliseCountry),
    externalId: hashedList(person.externalIds, (id) => id.trim().toLowerCase()),
  });
}
