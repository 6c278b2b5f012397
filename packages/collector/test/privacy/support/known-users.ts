import fc from "fast-check";

/** Two people, each with three ids and a device beside each of these. */
export type Said =
  | { do: "identify" | "track"; id: string; as: "user" | "device" | "both" }
  | { do: "alias"; id: string; previous: string }
  | { do: "group" | "request"; id: string };

/** The bystander is the other of the two. */
export type Step =
  | Said
  | { do: "erase"; id: string; bystander: string }
  | { do: "export"; id: string; bystander: string }
  | { do: "restart" };

const PEOPLE = [0, 1];
const IDS = [0, 1, 2];

function idOf(person: number, index: number): string {
  return `person-${person}-${index}@mail.example`;
}

/** Ids are devices' too: the device of an id is known by it. */
function deviceOf(id: string): string {
  return `device-of-${id.replaceAll(/\D+/g, "")}`;
}

const step = (person: number): fc.Arbitrary<Step> => {
  const id = fc.constantFrom(...IDS.map((index) => idOf(person, index)));
  const any = id.chain((one) => fc.constantFrom(one, deviceOf(one)));
  const bystander = fc.constant(idOf(1 - person, 0));
  const as = fc.constantFrom("user" as const, "device" as const, "both" as const);
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ do: fc.constant("identify" as const), id, as }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("track" as const), id, as }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(id, any)
        .filter(([one, previous]) => one !== previous && isAliased(one, previous))
        .map(([one, previous]): Step => ({ do: "alias", id: one, previous })),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom("group" as const, "request" as const), id }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("export" as const), id: any, bystander }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("erase" as const), id: any, bystander }) },
  );
};

/** A device is joined with no other id than its own: whose it is would else be told by two. */
function isAliased(id: string, previous: string): boolean {
  return !previous.startsWith("device") || previous === deviceOf(id);
}

export const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...PEOPLE).chain(step) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "restart" }) },
);

/** What a collector should know after a sequence of calls. */
export class KnownUsers {
  readonly #mentioned = new Set<string>();
  readonly #living = new Set<string>();
  /** Ids that alias joined, and ids with the devices beside them. */
  #aliases: [string, string][] = [];
  #devices: [id: string, device: string][] = [];
  #events: { owner: string; messageId: string }[] = [];
  #messages = 0;

  /** Makes known what a step says; returns the call that says it. */
  say(said: Said): Record<string, unknown> {
    const { id } = said;
    if (said.do === "request") {
      this.#mention(id);
      return { consumer: id };
    }
    const messageId = `m${this.#messages++}`;
    const device = deviceOf(id);
    const as = "as" in said ? said.as : "user";
    if (said.do === "alias") {
      this.#aliases.push([id, said.previous]);
      this.#mention(said.previous);
    } else if (as === "both") this.#devices.push([id, device]);
    const owner = as === "device" ? device : id;
    this.#events.push({ owner, messageId });
    if (as !== "device") this.#mention(id);
    if (as !== "user") this.#mention(device);
    return {
      messageId,
      type: said.do,
      ...(as !== "device" && { userId: id }),
      ...(as !== "user" && { anonymousId: device }),
      ...(said.do === "track" && { event: "Seen", properties: { note: `of ${owner}` } }),
      ...(said.do === "identify" && { traits: { contact: owner } }),
      ...(said.do === "group" && { groupId: "club", traits: { plan: 1 } }),
      ...(said.do === "alias" && { previousId: said.previous }),
    };
  }

  /** Of the user that has an id. */
  eventsOf(id: string): string[] {
    const ids = this.#idsOf(id);
    const ofUser = this.#events.filter(({ owner }) => ids.has(owner));
    return ofUser.map(({ messageId }) => messageId).toSorted();
  }

  erase(id: string): void {
    const ids = this.#idsOf(id);
    this.#aliases = this.#aliases.filter((pair) => !pair.some((one) => ids.has(one)));
    this.#devices = this.#devices.filter(([one]) => !ids.has(one));
    this.#events = this.#events.filter(({ owner }) => !ids.has(owner));
    for (const one of ids) this.#living.delete(one);
  }

  get all(): string[] {
    return [...this.#mentioned];
  }

  get living(): string[] {
    return [...this.#living];
  }

  /** Mentioned once, and erased since. */
  get gone(): string[] {
    return this.all.filter((text) => !this.#living.has(text));
  }

  #mention(text: string): void {
    this.#mentioned.add(text);
    this.#living.add(text);
  }

  #idsOf(id: string): Set<string> {
    let users = this.#joined(id);
    const owner = this.#devices.find(([, device]) => device === id)?.[0];
    if (users.size === 1 && owner !== undefined) users = new Set([id, ...this.#joined(owner)]);
    const devices = this.#devices.filter(([one]) => users.has(one)).map(([, device]) => device);
    return new Set([...users, ...devices]);
  }

  #joined(id: string): Set<string> {
    const joined = new Set([id]);
    for (let size = 0; size < joined.size;) {
      size = joined.size;
      const pairs = this.#aliases.filter((pair) => pair.some((one) => joined.has(one)));
      for (const one of pairs.flat()) joined.add(one);
    }
    return joined;
  }
}
