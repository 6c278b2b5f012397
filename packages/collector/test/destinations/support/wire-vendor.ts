import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { VendorAnswer, VendorRequest } from "@peekjs/testing";
import type { FaultyVendor } from "../../../../destinations/test/faults/vendors.ts";
import { message, type Accident } from "./wire-accidents.ts";

/** What is done with a request: by a documented answer that says nothing of an event, or by an accident on the way. */
export type WireFault = VendorAnswer | Accident;

/** A vendor's server down to the bytes that it writes, with a ledger of what it took. */
export class WireVendor implements AsyncDisposable {
  /** How often each event was taken. */
  readonly taken = new Map<string, number>();
  /** Events that were taken again after their sender had heard that they are. */
  readonly repeated: string[] = [];
  /** Events of which a repetition differed. */
  readonly changed = new Set<string>();
  /** Titles of the faults that requests met. */
  readonly met: string[] = [];
  requests = 0;
  readonly #acknowledged = new Set<string>();
  readonly #payloads = new Map<string, string>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #vendor: FaultyVendor;
  readonly #nextFault: () => [title: string, WireFault] | undefined;

  /** @param nextFault asked at every request; undefined: it is taken */
  static async start(
    vendor: FaultyVendor,
    nextFault: () => [string, WireFault] | undefined,
  ): Promise<WireVendor> {
    const started = new WireVendor(vendor, nextFault);
    started.#server.listen(0, "127.0.0.1");
    await once(started.#server, "listening");
    return started;
  }

  private constructor(vendor: FaultyVendor, nextFault: () => [string, WireFault] | undefined) {
    this.#vendor = vendor;
    this.#nextFault = nextFault;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let received = Buffer.alloc(0);
    socket.on("data", (data) => {
      received = Buffer.concat([received, data]);
      const request = parseRequest(received);
      if (request === undefined) return;
      received = received.subarray(request.length);
      this.#answer(socket, request);
    });
  }

  #answer(socket: Socket, request: VendorRequest): void {
    this.requests++;
    const ids = this.#vendor.idsOf(request);
    const [title, fault] = this.#nextFault() ?? [];
    if (title !== undefined) this.met.push(title);
    if (fault !== undefined && !isAccident(fault)) {
      reply(socket, fault);
      return;
    }
    if (fault?.isTaken !== false) {
      // What it never takes is refused, with or without an accident.
      if (ids.some((id) => id.startsWith("bad"))) {
        reply(socket, this.#vendor.refused);
        return;
      }
      this.#take(ids, request);
    }
    const body = JSON.stringify(this.#vendor.taken(ids.length));
    if (fault === undefined) reply(socket, { body });
    else fault.answer(socket, body);
    if (fault === undefined || fault.isAcknowledged === true) {
      for (const id of ids) this.#acknowledged.add(id);
    }
  }

  #take(ids: readonly string[], request: VendorRequest): void {
    const payloads = this.#vendor.payloadsOf(request);
    for (const [index, id] of ids.entries()) {
      this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
      if (this.#acknowledged.has(id)) this.repeated.push(id);
      const payload = JSON.stringify(payloads[index]);
      const before = this.#payloads.get(id) ?? payload;
      if (before !== payload) this.changed.add(id);
      this.#payloads.set(id, payload);
    }
  }
}

function isAccident(fault: WireFault): fault is Accident {
  return typeof fault === "object" && "isTaken" in fault;
}

function reply(socket: Socket, answer: VendorAnswer): void {
  if (answer === "hang") return;
  if (answer === "reset") {
    socket.resetAndDestroy();
    return;
  }
  const { status = 200, headers = {}, body = "" } = answer;
  socket.write(
    message(`${status} X`, typeof body === "string" ? body : JSON.stringify(body), headers),
  );
}

/** Undefined until it is all there. */
function parseRequest(bytes: Buffer): (VendorRequest & { length: number }) | undefined {
  const headersEnd = bytes.indexOf("\r\n\r\n");
  if (headersEnd < 0) return undefined;
  const [line = "", ...lines] = bytes.toString("latin1", 0, headersEnd).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((header): [string, string] => {
      const colon = header.indexOf(":");
      return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
    }),
  );
  const start = headersEnd + 4;
  const length = start + Number(headers["content-length"] ?? 0);
  if (bytes.length < length) return undefined;
  const [method = "", target = "/"] = line.split(" ");
  const { pathname: path, searchParams: query } = new URL(target, "http://vendor");
  const body = bytes.toString("utf8", start, length);
  return { method, path, query, headers, body, json: JSON.parse(body), length };
}
