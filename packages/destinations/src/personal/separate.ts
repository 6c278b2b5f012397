import type { ProductEvent } from "@peekjs/protocol";
import { isRecord, member } from "../event/values.ts";
import { Cleaner } from "./cleaner.ts";
import { readKnown } from "./known.ts";
import { personField, readPerson, type Person } from "./person.ts";
import { sha256 } from "./sha256.ts";

export interface Separated {
  person: Person;
  /**
   * The event without `userData` and without raw personal data anywhere else. Its traits are those of the context too,
   * without what says who or where the person is.
   */
  event: ProductEvent;
  /** What `userData` holds beside the person, e.g. a vendor's click id. */
  otherUserData: Record<string, unknown> | undefined;
  /** What was taken out beside `userData` and the person's traits, e.g. `properties.email`. */
  omitted: string[];
}

/**
 * Takes personal data out of an event, so that what is mapped from the rest can give none away: members with the name
 * of a personal field, texts in which an e-mail address or something known of the person occurs, and such parts of URLs.
 */
export function separate(event: ProductEvent): Separated {
  const cleaner = Cleaner.of(readKnown(event));
  const person = withPlaces(readPerson(event), cleaner);
  const id = (value: string | undefined): string | undefined => value && safeId(value, cleaner);
  // Member by member: one that nobody knows may hold anything.
  const cleaned: ProductEvent = {
    type: event.type,
    timestamp: event.timestamp,
    eventType: event.eventType === undefined ? undefined : cleaner.redact(event.eventType),
    event: event.event === undefined ? undefined : cleaner.redact(event.event),
    name: event.name === undefined ? undefined : cleaner.redact(event.name),
    userId: id(event.userId),
    anonymousId: id(event.anonymousId),
    groupId: id(event.groupId),
    previousId: id(event.previousId),
    messageId: id(event.messageId),
    eventId: id(event.eventId),
    properties: cleaner.record(event.properties, "properties"),
    traits: cleaner.record(traitsOf(event), "traits"),
    context: cleaner.record(withoutTraits(event.context), "context"),
  };
  const otherUserData = event.userData && cleaner.again().record(event.userData, "userData");
  return { person, event: cleaned, otherUserData, omitted: cleaner.omitted };
}

/**
 * An id of an app's own, or its hash where it gives a person away.
 *
 * @param event whose id it is
 */
export function pseudonym(id: string, event: ProductEvent): string {
  return UUID.test(id) ? id : safeId(id, Cleaner.of(readKnown(event)));
}

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

function safeId(id: string, cleaner: Cleaner): string {
  return cleaner.isPersonal(id) ? sha256(id.trim().toLowerCase()) : id;
}

/** Places go as they are to some vendors: what is none in truth does not. */
function withPlaces(person: Person, cleaner: Cleaner): Person {
  const place = (text: string | undefined): string | undefined =>
    text !== undefined && cleaner.isContact(text) ? undefined : text;
  const { city, state, zip, country } = person;
  return {
    ...person,
    city: place(city),
    state: place(state),
    zip: place(zip),
    country: place(country),
  };
}

/** Those of a group are the group's, with its own name and place. */
function traitsOf({ type, traits, context }: ProductEvent): Record<string, unknown> | undefined {
  const fromContext = member(context, "traits");
  if (traits === undefined && !isRecord(fromContext)) return undefined;
  const own = type === "group" ? traits : withoutPerson(traits);
  const all = { ...withoutPerson(fromContext), ...own };
  return Object.keys(all).length === 0 ? undefined : all;
}

function withoutPerson(traits: unknown): Record<string, unknown> {
  const all = Object.entries(isRecord(traits) ? traits : {});
  const isOther = (key: string): boolean => key !== "address" && personField(key) === undefined;
  return Object.fromEntries(all.filter(([key]) => isOther(key)));
}

function withoutTraits(
  context: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  if (context === undefined || !Object.hasOwn(context, "traits")) return context;
  const { traits: _, ...others } = context;
  return others;
}
