import { PeekError, type Destination } from "@peekjs/protocol";
import type { ConnectedDestination } from "./connected-destination.ts";
import type { Lane } from "./lane.ts";
import { Route, type RouteOptions } from "./route.ts";

/** The ways to all destinations, which may change while events are on them. */
export class RouteTable {
  readonly #options: RouteOptions;
  #routes: readonly Route[] = [];
  readonly #opened: Promise<void>;
  /** The last of the changes, one after the other. */
  #last: Promise<void>;

  /** @throws {@link PeekError} `PEEK_E_DESTINATION_OPTION` when two destinations have the same name */
  constructor(destinations: readonly Destination[], options: RouteOptions) {
    checkNames(destinations);
    this.#options = options;
    this.#opened = this.#change(destinations);
    this.#last = this.#opened;
  }

  /** What is connected. */
  get connected(): readonly ConnectedDestination[] {
    return this.#routes.map(({ connected }) => connected);
  }

  /** Once the first are connected. */
  async lanes(): Promise<readonly Lane[]> {
    await this.#opened;
    return this.#routes.map(({ lane }) => lane);
  }

  /** Whether requests are of use to any. */
  takesRequests(): boolean {
    return this.connected.some(({ connection }) => connection.takesRequests !== false);
  }

  /**
   * Exchanges the destinations for these; those that stay the same object go on undisturbed. Resolves when they are
   * connected, and those that are left out have what was on its way to them in their queues.
   *
   * @throws {@link PeekError} `PEEK_E_DESTINATION_OPTION` when two have the same name
   */
  set(destinations: readonly Destination[]): Promise<void> {
    checkNames(destinations);
    this.#last = this.#last.then(() => this.#change(destinations));
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last;
    await Promise.all(this.#routes.map((route) => route.close()));
  }

  /** Never rejects: what cannot be connected is reported. */
  async #change(destinations: readonly Destination[]): Promise<void> {
    const before = this.#routes;
    const names = new Set(destinations.map(({ name }) => name));
    const next = await Promise.all(destinations.map((one) => this.#lead(one, before)));
    this.#routes = next.filter((route) => route !== undefined);
    const left = before.filter(({ connected }) => !names.has(connected.destination.name));
    await Promise.all(left.map((route) => route.end()));
  }

  async #lead(destination: Destination, before: readonly Route[]): Promise<Route | undefined> {
    const known = before.find(({ connected }) => connected.destination.name === destination.name);
    if (known === undefined) return Route.open(destination, this.#options);
    if (known.leadsTo(destination)) return known;
    return (await known.redirect(destination)) ? known : undefined;
  }
}

function checkNames(destinations: readonly Destination[]): void {
  // On many disks, folders whose names differ in case alone are one.
  const names = destinations.map(({ name }) => name.toLowerCase());
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  const message = `Two destinations are called "${repeated}". Give one of them another name.`;
  throw new PeekError("PEEK_E_DESTINATION_OPTION", message);
}
