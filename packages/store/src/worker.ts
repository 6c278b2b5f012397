import { parentPort, workerData } from "node:worker_threads";
import { Database } from "./database/database.ts";
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

const port = parentPort!;
const post = (message: FromWorker): void => port.postMessage(message);

try {
  const options = workerData as WorkerOptions;
  const database = await Database.open(options);
  const loader = new Loader(database, options.retention, {
    loaded: (records) => post({ type: "loaded", records }),
    checkpointed: (sequence) => post({ type: "checkpointed", sequence }),
  });
  port.on("message", (message: ToWorker) => {
    if (message.type === "entry") loader.push(message.sequence, message.firstRow, message.entry);
    else void answer(database, loader, message);
  });
  post({ type: "ready", state: await database.loadedState() });
  loader.start();
} catch (error) {
  post({ type: "refused", message: (error as Error).message });
}

async function answer(
  database: Database,
  loader: Loader,
  { id, name, query }: Extract<ToWorker, { type: "ask" }>,
): Promise<void> {
  try {
    if (name !== "close") await patiently(loader.drain());
    post({ type: "answer", id, answer: await ANSWERS[name](database, loader, query as never) });
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

type Answer = (database: Database, loader: Loader, query: never) => Promise<unknown>;

const ANSWERS: Record<QuestionName, Answer> = {
  timeseries: (database, _, query) =>
    database.query((connection) => timeseries(database, connection, query)),
  top: (database, _, query) => database.query((connection) => top(database, connection, query)),
  requests: (database, _, query) =>
    database.query((connection) => requests(database, connection, query)),
  services: (database) => database.query((connection) => services(database, connection)),
  completeness: (database, _, query) =>
    database.query((connection) => completeness(database, connection, query)),
  productEvents: (database, _, query) =>
    database.query((connection) => productEvents(database, connection, query)),
  productEventCounts: (database, _, query) =>
    database.query((connection) => productEventCounts(database, connection, query)),
  user: (database, _, id) => database.query((connection) => userProfile(database, connection, id)),
  userTimeline: (database, _, query) =>
    database.query((connection) => userTimeline(database, connection, query)),
  sessions: (database, _, query) =>
    database.query((connection) => sessions(database, connection, query)),
  sessionTimeline: (database, _, query) =>
    database.query((connection) => sessionTimeline(database, connection, query)),
  sessionSummary: (database, _, query) =>
    database.query((connection) => sessionSummary(database, connection, query)),
  eraseUser: (database, loader, id) => loader.change(() => database.eraseUser(id)),
  oldest: (database) => Promise.resolve(database.oldest()),
  close: async (database, loader) => {
    await loader.close();
    database.close();
  },
};
