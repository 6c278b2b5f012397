import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { ProductEventsPage, RequestsPage } from "@peekjs/protocol";
import { expect, onTestFinished } from "vitest";
import { KeyFile } from "../../../packages/cli/src/keys/key-file.ts";
import { freePort } from "../../support/free-port.ts";
import { FROM_SOURCES } from "../../support/from-sources.ts";
import { Faults } from "./faults.ts";
import { KEY } from "./running-collector.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PEEK = fileURLToPath(new URL("../../../packages/cli/src/main.ts", import.meta.url));

/** `peek start` in a process of its own, which is killed in the middle; clients reach it over a way of many faults. */
export class CollectorProcess {
  readonly faults = new Faults();
  readonly #folder: string;
  readonly #port: number;
  readonly #readKey: string;
  readonly #way: Server;
  #process: ChildProcess | undefined;
  #killAt: "request" | "answer" | undefined;

  static async start(): Promise<CollectorProcess> {
    const folder = temporaryFolder();
    const keys = new KeyFile(folder);
    await keys.register(KEY, { dialect: "auto", service: "shop", environment: "production" });
    const { key } = await keys.create("r");
    const collector = new CollectorProcess(folder, await freePort(), key);
    await collector.resume();
    collector.#way.listen(0, "127.0.0.1");
    await once(collector.#way, "listening");
    onTestFinished(() => collector.#end());
    return collector;
  }

  private constructor(folder: string, port: number, readKey: string) {
    this.#folder = folder;
    this.#port = port;
    this.#readKey = readKey;
    this.#way = createServer((request, response) => {
      if (this.faults.meet(request, response)) return;
      this.#pass(request)
        .then(({ statusCode, headers, body }) => {
          response.writeHead(statusCode!, headers).end(body);
        })
        .catch(() => request.socket.destroy());
    });
  }

  /** Where clients reach it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#way.address() as AddressInfo).port}`;
  }

  async resume(): Promise<void> {
    const args = ["start", "--port", String(this.#port), "--data-dir", this.#folder];
    this.#process = spawn(process.execPath, [...FROM_SOURCES, PEEK, ...args], {
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "ignore", "inherit"],
    });
    await expect.poll(() => this.#isReady(), { timeout: 50_000, interval: 20 }).toBe(true);
  }

  /** Kills it at the next event that comes: when it has read the request, or when it has answered, which nobody hears. */
  killAt(moment: "request" | "answer"): void {
    this.#killAt = moment;
  }

  /** Resolves once it was killed. */
  async killed(): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) {
      await once(this.#process, "exit");
    }
  }

  /** Names of the kept events, the smallest first. */
  async eventNames(): Promise<string[]> {
    const { events } = (await this.#read("events")) as ProductEventsPage;
    return events.map(({ event }) => event ?? "").toSorted();
  }

  /** Paths of the kept requests without their slash, the smallest first. */
  async requestNames(): Promise<string[]> {
    const { requests } = (await this.#read("requests")) as RequestsPage;
    return requests.map(({ path }) => path!.slice(1)).toSorted();
  }

  async #read(what: "events" | "requests"): Promise<unknown> {
    const url = `http://127.0.0.1:${this.#port}/peek/v1/${what}?from=-1d&limit=500`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${this.#readKey}` } });
    expect(response.status).toBe(200);
    return response.json();
  }

  async #isReady(): Promise<boolean> {
    const url = `http://127.0.0.1:${this.#port}/readyz`;
    return (await fetch(url).catch(() => undefined))?.ok ?? false;
  }

  /** Hands a request to the process, and its answer back; fails when either ends before. */
  async #pass(request: IncomingMessage): Promise<IncomingMessage & { body: Buffer }> {
    const { method, url: path, headers } = request;
    const body = await bytesOf(request);
    const passed = send({ host: "127.0.0.1", port: this.#port, method, path, headers });
    passed.end(body);
    const kill = method === "POST" ? this.#killAt : undefined;
    if (kill !== undefined) this.#killAt = undefined;
    if (kill === "request") passed.once("finish", () => this.#process?.kill("SIGKILL"));
    const [answer] = (await once(passed, "response")) as [IncomingMessage];
    const answered = Object.assign(answer, { body: await bytesOf(answer) });
    if (kill !== "answer") return answered;
    this.#process?.kill("SIGKILL");
    throw new Error("Killed.");
  }

  async #end(): Promise<void> {
    this.#way.close();
    this.#way.closeAllConnections();
    this.#process?.kill("SIGKILL");
    await this.killed();
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
