import type {
  DeadLetter,
  DeadLettersPage,
  DestinationConnection,
  DestinationsList,
  ListedDeadLetter,
  Redrive,
} from "@peekjs/protocol";
import type { Context } from "hono";
import { mayAdminister } from "../auth/authorize.ts";
import type { CollectorContext, CollectorEnv } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { badParameter, Parameters } from "./parameters.ts";

const DEFAULT_LETTERS = 100;
const MOST_LETTERS = 500;
/** Characters of a payload that is shown; one may have a million. */
const LONGEST_PAYLOAD = 16_384;
const NO_STORE = { "cache-control": "no-store" };

/** `GET /peek/v1/destinations` */
export async function destinations(
  context: Context<CollectorEnv>,
  { forwarder }: CollectorContext,
): Promise<Response> {
  const all = (await forwarder?.stats()) ?? [];
  const isAdmin = mayAdminister(context);
  const shown = isAdmin ? all : all.map((stats) => ({ ...stats, lastAnswer: undefined }));
  const body: DestinationsList = { destinations: shown };
  return context.json(body, 200, NO_STORE);
}

/** `GET /peek/v1/destinations/dead-letters` */
export async function deadLetters(
  context: Context<CollectorEnv>,
  collector: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, ["name", "limit"]);
  const limit = parameters.integer("limit", 1, MOST_LETTERS) ?? DEFAULT_LETTERS;
  const connection = await findConnection(parameters, collector);
  const letters = await connection.deadLetters();
  const newest = letters.slice(-limit).toReversed();
  const list = mayAdminister(context) ? listWhole : listGist;
  const body: DeadLettersPage = { total: letters.length, letters: newest.map(list) };
  return context.json(body, 200, NO_STORE);
}

/** `POST /peek/v1/destinations/redrive` */
export async function redrive(context: Context, collector: CollectorContext): Promise<Response> {
  const parameters = new Parameters(context.req.url, ["name"]);
  const connection = await findConnection(parameters, collector);
  const body: Redrive = { redriven: await connection.redrive() };
  return context.json(body, 200, NO_STORE);
}

async function findConnection(
  parameters: Parameters,
  { forwarder }: CollectorContext,
): Promise<DestinationConnection> {
  const name = parameters.text("name", 256);
  if (name === undefined) throw badParameter("name", "name is missing: that of the destination.");
  const found = (await forwarder?.connections())?.find((connection) => connection.name === name);
  if (found !== undefined) return found;
  throw new HttpProblem(
    404,
    "PEEK_E_DESTINATION",
    "This collector has no destination of this name.",
  );
}

function listWhole({ event, reason, answer, at }: DeadLetter): ListedDeadLetter {
  const { id, bytes, json } = event;
  return { id, at, reason, answer, bytes, payload: json.slice(0, LONGEST_PAYLOAD) };
}

/** Without what may be about a person. */
function listGist({ event, reason, at }: DeadLetter): ListedDeadLetter {
  const { id, bytes } = event;
  return { id, at, reason, bytes };
}
