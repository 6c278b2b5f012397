import type { ClientInfo, Diagnostic } from "@peekjs/protocol";

/** Who reports: one kind of client of one service in one environment. */
export interface ClientIdentity {
  service: string;
  environment: string;
  sdk: string;
  runtime?: string | undefined;
}

const CAPACITY = 500;

/** The clients that have connected since the start, the least recently seen ones forgotten beyond a bound. */
export class ClientRegistry {
  readonly #clients = new Map<string, ClientInfo>();
  #received = 0;

  /** Requests kept since the start. */
  get received(): number {
    return this.#received;
  }

  /** Notes an envelope. True when it holds the first requests that this client reported. */
  seen(
    identity: ClientIdentity,
    requests: number,
    diagnostics: readonly Diagnostic[],
    now: number,
  ): boolean {
    const { service, environment, sdk, runtime } = identity;
    const id = JSON.stringify([service, environment, sdk]);
    const known = this.#clients.get(id);
    const client: ClientInfo = {
      service,
      environment,
      sdk,
      runtime: runtime ?? known?.runtime,
      connectedAt: known?.connectedAt ?? now,
      lastSeen: now,
      requests: (known?.requests ?? 0) + requests,
      diagnostics: diagnostics.length > 0 ? [...diagnostics] : (known?.diagnostics ?? []),
    };
    // Deleting first keeps the map in order of last sight.
    this.#clients.delete(id);
    this.#clients.set(id, client);
    this.#received += requests;
    if (this.#clients.size > CAPACITY) {
      for (const oldest of this.#clients.keys()) {
        this.#clients.delete(oldest);
        break;
      }
    }
    return requests > 0 && (known?.requests ?? 0) === 0;
  }

  /** The most recently seen first. */
  list(): ClientInfo[] {
    return [...this.#clients.values()].toReversed();
  }
}
