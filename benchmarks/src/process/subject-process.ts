import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FrameworkName } from "../frameworks/framework.ts";
import type { SubjectEntry } from "../subjects/registry.ts";
import type { Command, ServerSettings } from "./messages.ts";
import { startSink, type Sink } from "./sink.ts";
import { WorkerProcess } from "./worker-process.ts";

/** One app with one subject in a process of its own, with its own sink and folder. */
export class SubjectProcess implements AsyncDisposable {
  readonly subject: SubjectEntry;
  readonly sink: Sink;
  readonly #worker: WorkerProcess<Command>;
  readonly #storagePath: string;
  #requests = 0;

  private constructor(
    subject: SubjectEntry,
    sink: Sink,
    worker: WorkerProcess<Command>,
    storagePath: string,
  ) {
    this.subject = subject;
    this.sink = sink;
    this.#worker = worker;
    this.#storagePath = storagePath;
  }

  /** @param node path of the Node that runs it */
  static async start(
    node: string,
    framework: FrameworkName,
    subject: SubjectEntry,
  ): Promise<SubjectProcess> {
    const storagePath = await mkdtemp(join(tmpdir(), "peek-benchmark-"));
    const sink = await startSink();
    const settings: ServerSettings = {
      framework,
      subject: subject.module,
      sink: sink.url,
      storagePath,
    };
    const program = new URL("./server.ts", import.meta.url);
    try {
      const worker = await WorkerProcess.start<Command>(node, program, settings);
      return new SubjectProcess(subject, sink, worker, storagePath);
    } catch (error) {
      await sink[Symbol.asyncDispose]();
      throw new Error(`${subject.name} does not start in ${framework}`, { cause: error });
    }
  }

  /** Serves requests made in the process; resolves with its CPU time in microseconds per request. */
  async run(requests: number): Promise<number> {
    this.#requests += requests;
    return (await this.#worker.send({ name: "run", requests })) / requests;
  }

  /** Resolves with the port it listens on. */
  listen(): Promise<number> {
    return this.#worker.send({ name: "listen" });
  }

  /** Counts requests that came from elsewhere. */
  served(requests: number): void {
    this.#requests += requests;
  }

  /** @throws when the subject says that it did not record and deliver every request */
  async verify(): Promise<void> {
    await this.#worker.send({ name: "verify", requests: this.#requests });
  }

  /** Bytes of the bodies that it delivered for one request. */
  get sentBytes(): number {
    return this.sink.receivedBytes / this.#requests;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
    await this.sink[Symbol.asyncDispose]();
    await rm(this.#storagePath, { recursive: true, force: true });
  }
}
