import { parentPort, workerData } from "node:worker_threads";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { PeekError } from "@peekjs/protocol";
import { Database } from "./database/database.ts";
import { loadError } from "./errors.ts";
import { Eraser } from "./erasure/eraser.ts";
import { Loader } from "./loader/loader.ts";
import type { FromWorker, QuestionName, ToWorker, WorkerOptions } from "./messages.ts";
import { completeness } from "./query/completeness.ts";
import { productEventCounts } from "./query/product-event-counts.ts";
import { productEvents } from "./query/product-events.ts";
import { requests } from "./query/requests.ts";
import { services } from "./query/services.ts";
import { sessionSummary } from "./query/session-summary.ts";
import { sessionTimeline } from "./query/session-timeline.ts";
import { sessions } from "./query/sessions.ts";
import { timeseries } from "./query/timeseries.ts";
import { top } from "./query/top.ts";
import { userProfile } from "./query/user-profile.ts";
import { userTimeline } from "./query/user-timeline.ts";

// The one thread that calls DuckDB: a second one that opens the same file silently destroys what the first wrote.

/** A query waits at most this long, in milliseconds, for what was acknowledged before it to be loaded. */
const LOADING_PATIENCE = 10_000;

/** These do not wait for that. */
const AT_ONCE: ReadonlySet<QuestionName> = new Set(["ping", "close"]);

const port = parentPort!;
const post = (message: FromWorker): void => port.postMessage(message);

try {
  const options = workerData as WorkerOptions;
  const report = ({ code, message }: PeekError): void => post({ type: "troubled", code, message });
  const database = await Database.open(options, report);
  const loader = new Loader(database, options.retention, {
    loaded: (load) => post({ type: "loaded", load }),
    changed: () => post({ type: "oldest", oldest: database.oldest() }),
    checkpointed: (sequence) => post({ type: "checkpointed", sequence }),
    failed: (error) => report(loadError(options.days, error)),
  });
  const eraser = new Eraser(database, loader, {
    path: options.erasing,
    onFailure: report,
  });
  await eraser.resume();
  port.on("message", (message: ToWorker) => {
    if (message.type === "entry") loader.push(message.sequence, message.firstRow, message.entry);
    else void answer({ database, loader, eraser }, message);
  });
  const state = await database.loadedState();
  const { digests, receivedAt } = state.messages;
  port.postMessage({ type: "ready", state } satisfies FromWorker, [
    digests.buffer as ArrayBuffer,
    receivedAt.buffer as ArrayBuffer,
  ]);
  loader.start(state.position);
} catch (error) {
  post({ type: "refused", message: (error as Error).message });
}

interface Parts {
  database: Database;
  loader: Loader;
  eraser: Eraser;
}

async function answer(
  parts: Parts,
  { id, name, query }: Extract<ToWorker, { type: "ask" }>,
): Promise<void> {
  try {
    if (!AT_ONCE.has(name)) await patiently(parts.loader.drain());
    post({ type: "answer", id, answer: await ANSWERS[name](parts, query as never) });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    post({ type: "error", id, code, message });
  }
  if (name === "close") port.close();
}

/** Under a load that cannot be kept up with, an answer that lags behind is better than none. */
async function patiently(loading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOADING_PATIENCE);
  });
  try {
    await Promise.race([loading, patience]);
  } finally {
    clearTimeout(timer);
  }
}

type Answer = (parts: Parts, query: never) => Promise<unknown>;

/** Answers on a connection of its own. */
function ask<Q, A>(
  question: (database: Database, connection: DuckDBConnection, query: Q) => Promise<A>,
): (parts: Parts, query: Q) => Promise<A> {
  return ({ database }, query) =>
    database.query((connection) => question(database, connection, query));
}

const ANSWERS: Record<QuestionName, Answer> = {
  timeseries: ask(timeseries),
  top: ask(top),
  requests: ask(requests),
  services: ask(services),
  completeness: ask(completeness),
  productEvents: ask(productEvents),
  productEventCounts: ask(productEventCounts),
  user: ask(userProfile),
  userTimeline: ask(userTimeline),
  sessions: ask(sessions),
  sessionTimeline: ask(sessionTimeline),
  sessionSummary: ask(sessionSummary),
  eraseUser: ({ eraser }, id) => eraser.erase(id),
  checkErasure: ({ eraser }, id) => eraser.check(id),
  checkpoint: ({ loader }) => loader.change(() => Promise.resolve()),
  ping: ({ database }) => database.ping(),
  close: async ({ database, loader, eraser }) => {
    try {
      await eraser.close();
      await loader.close();
    } finally {
      await database.close();
    }
  },
};
