import { maskKey, parsePeekKey, PeekError } from "@peekjs/protocol";
import type { Context, MiddlewareHandler } from "hono";
import type { CollectorContext, CollectorEnv } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { digestsEqual, hashKey } from "./hash-key.ts";
import type { KeyEntry, KeyKind } from "./key-registry.ts";

/** Who may use a route: anybody, holders of a write key, or holders of a read or admin key. */
export type Scope = "public" | "ingest" | "read";

const KINDS: Record<Exclude<Scope, "public">, readonly KeyKind[]> = {
  ingest: ["w"],
  read: ["r", "a"],
};

const KIND_NAMES: Record<KeyKind, string> = { w: "write", r: "read", a: "admin" };

/** Lets a request through to a route of the given scope: outside production always, else with the right key. */
export function authorize(
  scope: Scope,
  { options }: CollectorContext,
): MiddlewareHandler<CollectorEnv> {
  return async (context, next) => {
    if (scope !== "public" && options.mode === "production") {
      context.set("key", await findKey(context, scope, options.keys));
    }
    await next();
  };
}

async function findKey(
  context: Context,
  scope: Exclude<Scope, "public">,
  keys: CollectorContext["options"]["keys"],
): Promise<KeyEntry> {
  const text =
    bearer(context) ?? (scope === "ingest" ? context.req.header("x-api-key") : undefined);
  if (text === undefined || text === "") {
    throw unauthorized(
      "PEEK_E_KEY_MISSING",
      `A ${neededKinds(scope)} key is needed: send "Authorization: Bearer peek_…".`,
    );
  }
  const entry = await keys?.find(idOf(text));
  const digest = await hashKey(text);
  if (entry === undefined || !digestsEqual(entry.digest, digest)) {
    throw unauthorized("PEEK_E_KEY_UNKNOWN", `The key ${maskKey(text)} is unknown here.`);
  }
  if (entry.revoked === true) {
    throw unauthorized("PEEK_E_KEY_REVOKED", `The key ${maskKey(text)} was revoked.`);
  }
  if (!KINDS[scope].includes(entry.kind)) {
    throw new HttpProblem(
      403,
      "PEEK_E_KEY_SCOPE",
      `${maskKey(text)} is a ${KIND_NAMES[entry.kind]} key. This needs a ${neededKinds(scope)} key.`,
      { headers: { "www-authenticate": 'Bearer realm="peek", error="insufficient_scope"' } },
    );
  }
  return entry;
}

function idOf(text: string): string {
  try {
    return parsePeekKey(text).id;
  } catch (error) {
    if (!(error instanceof PeekError)) throw error;
    const code = "PEEK_E_KEY_FORMAT";
    throw unauthorized(code, `"${maskKey(text)}" is not a peek key: ${error.message}`);
  }
}

function bearer(context: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
}

function neededKinds(scope: Exclude<Scope, "public">): string {
  return KINDS[scope].map((kind) => KIND_NAMES[kind]).join(" or ");
}

function unauthorized(code: string, detail: string): HttpProblem {
  return new HttpProblem(401, code, detail, {
    headers: { "www-authenticate": 'Bearer realm="peek"' },
  });
}
