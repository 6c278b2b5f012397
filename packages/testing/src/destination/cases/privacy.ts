import type { ProductEvent } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { openDestination, type DestinationStage } from "../stage.ts";
import type { DestinationSubject } from "../subject.ts";

const PERSON = {
  email: "Zaphod.Beeblebrox@Example.test",
  phone: "+1 (650) 555-1212",
  firstName: "Zaphod",
  lastName: "Beeblebrox",
};

/** As each may be found in what is sent, without case and separators. */
const TRACES = ["zaphod", "beeblebrox", "6505551212"];

/** Where apps let personal data slip in, beside `userData`. */
const PLACES: Readonly<Record<string, Partial<ProductEvent>>> = {
  "the user data": { userData: PERSON },
  "the traits": { userData: PERSON, traits: PERSON },
  "the properties": {
    userData: PERSON,
    properties: { email: PERSON.email, note: `call ${PERSON.phone}`, deep: [{ by: "Zaphod" }] },
  },
  "a URL": {
    userData: PERSON,
    context: {
      userAgent: "conformance",
      page: { url: `https://shop.test/u/Zaphod?email=${encodeURIComponent(PERSON.email)}&keep=1` },
    },
  },
  "the id of the user": { userData: PERSON, userId: PERSON.email, anonymousId: PERSON.phone },
  "the id of the event": { userData: PERSON, eventId: `order of ${PERSON.phone}` },
  "the name of the event": { userData: PERSON, event: `Invited ${PERSON.email}` },
  "the properties alone": {
    properties: { sentTo: PERSON.email, first_name: "Zaphod", note: `by Zaphod, ${PERSON.phone}` },
  },
  "a query that is no URL": { properties: { search: "?phone=6505551212&lastName=Beeblebrox" } },
};

export function privacyCases(subject: DestinationSubject): void {
  it.each(Object.entries(PLACES))("sends no personal data of %s", async (_, place) => {
    await using stage = await openDestination(subject);
    const [event] = stage.events(1);
    const properties = { ...event!.properties, ...place.properties };
    await stage.connection.enqueue([{ ...event!, ...place, properties }], {});
    await stage.connection.flush();
    const { accepted, delivered, dead } = stage.connection.stats();
    expect(delivered + dead).toBe(accepted);
    const shown = fold(await everythingShown(stage));
    expect(TRACES.filter((trace) => shown.includes(trace))).toEqual([]);
  });
}

async function everythingShown({ vendor, connection, errors }: DestinationStage): Promise<string> {
  const sent = vendor.requests.map(({ path, query, headers, body }) => [
    path,
    query.toString(),
    headers,
    body,
  ]);
  const told = errors.map(({ message }) => message);
  return JSON.stringify([sent, told, connection.stats(), await connection.deadLetters()]);
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[\s()+.-]/g, "");
}
