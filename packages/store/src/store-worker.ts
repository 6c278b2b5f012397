import { Worker } from "node:worker_threads";
import { PeekError } from "@peekjs/protocol";
import type { Load } from "./backlog.ts";
import { closedError, fullDiskError } from "./errors.ts";
import { diskAdvice } from "./disk-advice.ts";
import { lockedError } from "./lock.ts";
import { Pulse } from "./pulse.ts";
import type {
  FromWorker,
  LoadedState,
  QuestionName,
  Questions,
  ToWorker,
  WorkerOptions,
} from "./messages.ts";

export interface StoreWorkerEvents {
  loaded: (load: Load) => void;
  checkpointed: (sequence: number) => void;
  /** What went wrong while nobody waited for it. */
  troubled: (error: PeekError) => void;
  failed: (error: PeekError) => void;
}

interface Asked {
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/** The request thread's side of the worker that owns the database. */
export class StoreWorker {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  readonly #exited: Promise<void>;
  readonly #pulse = new Pulse(() => this.ask("ping", undefined));
  #oldest: number | undefined;
  #nextId = 0;
  #error: PeekError | undefined;

  /** Starts the worker; resolves with what the files hold. */
  static async start(
    root: string,
    options: WorkerOptions,
    events: StoreWorkerEvents,
  ): Promise<{ worker: StoreWorker; state: LoadedState }> {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const thread = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
      workerData: options,
    });
    thread.on("message", (message: FromWorker) => {
      if (message.type !== "troubled") return;
      events.troubled(new PeekError(message.code, message.message));
    });
    const state = await new Promise<LoadedState>((resolve, reject) => {
      thread.once("error", (cause) => reject(openError(root, cause.message, cause)));
      thread.on("message", (message: FromWorker) => {
        if (message.type === "ready") resolve(message.state);
        else if (message.type === "refused") reject(openError(root, message.message));
      });
    }).catch(async (error: unknown) => {
      await thread.terminate();
      throw error;
    });
    thread.removeAllListeners("error");
    return { worker: new StoreWorker(thread, state, events), state };
  }

  private constructor(worker: Worker, { oldest }: LoadedState, events: StoreWorkerEvents) {
    this.#worker = worker;
    this.#oldest = oldest;
    worker.on("message", (message: FromWorker) => {
      if (message.type === "loaded") events.loaded(message.load);
      else if (message.type === "oldest") this.#oldest = message.oldest;
      else if (message.type === "checkpointed") events.checkpointed(message.sequence);
      else if (message.type === "answer")
        this.#settle(message.id)?.resolve(message.answer as never);
      else if (message.type === "error") {
        this.#settle(message.id)?.reject(queryError(message.code, message.message));
      }
    });
    this.#exited = new Promise((resolve) => {
      worker.once("exit", () => resolve());
    });
    worker.once("error", (cause) => {
      this.#error = new PeekError(
        "PEEK_E_STORE_WORKER",
        `The store's database thread ended: ${cause.message}. Acknowledged records are safe in the log; restart peek to load them.`,
        { cause },
      );
      for (const { reject } of this.#asked.values()) reject(this.#error);
      this.#asked.clear();
      events.failed(this.#error);
    });
  }

  /** Start of the oldest request kept, milliseconds since 1970; what is being loaded does not keep it from telling. */
  get oldest(): number | undefined {
    return this.#oldest;
  }

  /** Milliseconds for which the database has owed an answer. */
  silence(): number {
    return this.#pulse.silence();
  }

  /** Hands over a durable entry; its memory goes with it. */
  load(sequence: number, firstRow: number, entry: ArrayBuffer): void {
    const message: ToWorker = { type: "entry", sequence, firstRow, entry };
    this.#worker.postMessage(message, [entry]);
  }

  ask<N extends QuestionName>(
    name: N,
    query: Questions[N]["query"],
  ): Promise<Questions[N]["answer"]> {
    if (this.#error) return Promise.reject(this.#error);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ type: "ask", id, name, query } satisfies ToWorker);
    });
  }

  /** Resolves when everything handed over is loaded and the files are closed. */
  async close(): Promise<void> {
    try {
      if (!this.#error) await this.ask("close", undefined);
    } finally {
      await this.#worker.terminate();
      await this.#exited;
      for (const { reject } of this.#asked.values()) reject(closedError());
      this.#asked.clear();
    }
  }

  #settle(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }
}

/** What DuckDB says of a file that is not as it was written. */
const DAMAGED = /Corrupt database file|Could not read enough bytes|not a valid DuckDB/;

function queryError(code: string | undefined, message: string): PeekError {
  if (code?.startsWith("PEEK_")) return new PeekError(code, message);
  if (message.includes("No space left on device")) return fullDiskError(message);
  const advice = DAMAGED.test(message)
    ? "A file is damaged: look at the disk, then restart peek, which names it"
    : "Try again; what was acknowledged is kept";
  return new PeekError("PEEK_E_STORE_QUERY", `The store could not answer: ${message}. ${advice}.`);
}

/** DuckDB's own lock catches what the lock file cannot: a process in another container. */
function openError(root: string, message: string, cause?: unknown): PeekError {
  if (message.includes("Could not set lock")) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    return lockedError(root, pid === undefined ? undefined : Number(pid));
  }
  const known = diskAdvice(message);
  const advice =
    (known && `${known}, then open it again.`) ??
    "Restore the file that is named from a backup; or move it away, with its .wal, to go on without what it holds.";
  return new PeekError(
    "PEEK_E_STORE_OPEN",
    `The store in ${root} cannot be opened: ${message}. ${advice}`,
    { cause },
  );
}
