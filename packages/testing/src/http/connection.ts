import { connect, type Socket } from "node:net";
import { once } from "node:events";

/** A TCP connection to an app under test: what is sent and received is exact to the byte. */
export class Connection {
  readonly #socket: Socket;
  #received = "";
  #receivedAny: () => void = () => undefined;
  /** Resolves when the connection is gone, in whichever way. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#receivedAny();
    });
    socket.on("end", () => this.#receivedAny());
    // A reset by the app is an outcome to be looked at, no failure of the test.
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const connection = new Connection(socket);
    await once(socket, "connect");
    return connection;
  }

  /** One character is one byte. */
  get received(): string {
    return this.#received;
  }

  send(data: string | Uint8Array): this {
    this.#socket.write(data);
    return this;
  }

  /** Waits until what was received satisfies a condition, or the connection is closed. */
  async until(isEnough: (received: string) => boolean): Promise<string> {
    while (!isEnough(this.received)) {
      if (this.#socket.readableEnded || this.#socket.destroyed) break;
      const more = new Promise<void>((resolve) => (this.#receivedAny = resolve));
      await Promise.race([more, this.closed]);
    }
    return this.received;
  }

  /** Sends no more, and goes on receiving. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Leaves with a reset. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Leaves in good order. */
  leave(): void {
    this.#socket.end();
    this.#socket.destroy();
  }

  /** Stops taking what the app sends, so that its writes pile up. */
  pause(): void {
    this.#socket.pause();
  }
}
