import type { FrameworkName } from "../frameworks/framework.ts";
import { FRAMEWORKS } from "../frameworks/framework.ts";

/** What is known of a subject outside its process. */
export interface SubjectEntry {
  name: string;
  /** URL of the module whose default export makes it. */
  module: string;
  frameworks: readonly FrameworkName[];
  /** What it sends of a request, in a few words. */
  reports: string;
  /** Whether it is another product. */
  isPeer: boolean;
}

function own(
  name: string,
  file: string,
  reports: string,
  frameworks: readonly FrameworkName[] = FRAMEWORKS,
): SubjectEntry {
  const module = new URL(`./${file}.ts`, import.meta.url).href;
  return { name, module, frameworks, reports, isPeer: false };
}

function peer(name: string, reports: string): SubjectEntry {
  const module = new URL(`../../peers/src/subjects/${name}.ts`, import.meta.url).href;
  return { name, module, frameworks: FRAMEWORKS, reports, isPeer: true };
}

export const BARE: SubjectEntry = own("bare", "bare", "nothing");
export const FLOOR_SENDING: SubjectEntry = own("floor + sending", "floor-sending", "every request");
export const PEEK: SubjectEntry = own("peek", "peek", "every request");

/** Those that need nothing but this workspace. */
export const OWN_SUBJECTS: readonly SubjectEntry[] = [
  BARE,
  own("floor", "floor", "nothing"),
  FLOOR_SENDING,
  PEEK,
  own("peek (withPeek)", "peek-wrapping", "every request", ["hono"]),
];

const PEEKAPI: SubjectEntry = own("peekapi", "peekapi", "every request", [
  "express",
  "fastify",
  "koa",
]);

/** Other products, installed on demand beside the workspace; PeekAPI's SDK, which is not on npm, where it is given. */
export const PEERS: readonly SubjectEntry[] = [
  ...(process.env["PEEKAPI_SDK"] === undefined ? [] : [PEEKAPI]),
  peer("apitally", "counts"),
  peer("opentelemetry", "every request"),
  peer("prom-client", "counts, when scraped"),
  peer("pino-http", "every request, to a file"),
  peer("posthog-node", "every request"),
];
