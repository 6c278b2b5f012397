import type { ProductEvent } from "@peekjs/protocol";
import { Cleaner } from "./cleaner.ts";
import { readPerson, type Person } from "./person.ts";
import { sha256 } from "./sha256.ts";

export interface Separated {
  person: Person;
  /** The event without `userData`, without the person's traits, and without raw personal data anywhere else. */
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
  const person = readPerson(event);
  const cleaner = new Cleaner(person);
  const { traits: _, ...context } = event.context ?? {};
  const id = (value: string | undefined): string | undefined =>
    value !== undefined && cleaner.isPersonal(value) ? sha256(value.trim().toLowerCase()) : value;
  const cleaned: ProductEvent = {
    ...event,
    event: event.event === undefined ? undefined : cleaner.redact(event.event),
    name: event.name === undefined ? undefined : cleaner.redact(event.name),
    userId: id(event.userId),
    anonymousId: id(event.anonymousId),
    groupId: id(event.groupId),
    previousId: id(event.previousId),
    properties: cleaner.record(event.properties, "properties"),
    traits: cleaner.record(event.traits, "traits"),
    context: cleaner.record(context, "context"),
    integrations: undefined,
    userData: undefined,
  };
  const otherUserData = new Cleaner(person).record(event.userData, "userData");
  return { person, event: cleaned, otherUserData, omitted: cleaner.omitted };
}
