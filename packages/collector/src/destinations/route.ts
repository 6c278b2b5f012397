import type { Destination } from "@peekjs/protocol";
import { ConnectedDestination, type CloseOptions } from "./connected-destination.ts";
import { Lane } from "./lane.ts";
import type { DestinationStorage } from "./storage.ts";

/** Milliseconds in which what waits is sent, before a process may end that keeps it on disk. */
const SHORT = 1_000;
/** The same where it is lost, or nobody waits for the end. */
const LONG = 5_000;

/** Milliseconds in which requests under way may end when a destination is exchanged: cut off, they would be repeated. */
const GRACE = 10_000;

export interface RouteOptions {
  storage: DestinationStorage | undefined;
  reportError: (error: unknown) => void;
}

/** The way to one destination: a lane, and what is at its end. */
export class Route {
  readonly lane: Lane;
  #connected: ConnectedDestination;
  readonly #options: RouteOptions;

  /** Resolves with undefined, after it was reported, when the destination cannot be connected. */
  static async open(destination: Destination, options: RouteOptions): Promise<Route | undefined> {
    const connected = await connect(destination, options);
    return connected && new Route(connected, options);
  }

  private constructor(connected: ConnectedDestination, options: RouteOptions) {
    this.#connected = connected;
    this.#options = options;
    this.lane = new Lane(connected, options.reportError);
  }

  get connected(): ConnectedDestination {
    return this.#connected;
  }

  leadsTo(destination: Destination): boolean {
    return this.#connected.destination === destination;
  }

  /** To another destination of the same name. Resolves with whether it is connected. */
  async redirect(destination: Destination): Promise<boolean> {
    let isConnected = false;
    await this.lane.replace(async () => {
      await this.#close({ timeout: this.#options.storage ? 0 : LONG, grace: GRACE });
      const connected = await connect(destination, this.#options);
      if (connected === undefined) return undefined;
      isConnected = true;
      this.#connected = connected;
      return connected;
    });
    return isConnected;
  }

  /** To nowhere, once what was given to it is sent, or waits in its queue. */
  async end(): Promise<void> {
    await this.lane.drain();
    await this.lane.replace(async () => {
      await this.#close({ timeout: LONG, grace: GRACE });
      return undefined;
    });
  }

  close(): Promise<void> {
    return this.#close({ timeout: this.#options.storage ? SHORT : LONG });
  }

  async #close(options: CloseOptions): Promise<void> {
    await this.#connected.close(options).catch(this.#options.reportError);
  }
}

async function connect(
  destination: Destination,
  { storage, reportError }: RouteOptions,
): Promise<ConnectedDestination | undefined> {
  try {
    return await ConnectedDestination.open(destination, storage, reportError);
  } catch (error) {
    reportError(error);
    return undefined;
  }
}
