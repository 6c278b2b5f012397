import type { ClientStats, Diagnostic, Envelope, LostRange, Resource, Sdk } from "../envelope.ts";
import { ENVELOPE_LIMITS, FORBIDDEN_KEYS, RESOURCE_LIMITS, TEXT_LIMITS } from "../limits.ts";
import { truncate } from "../truncate.ts";
import { isCount, isObject, type JsonObject, show } from "./json-object.ts";

/** Most entries of each list that describes a client; records have a bound of their own. */
const MOST_ENTRIES = 1_000;
/** Reasons for dropping beyond this many are counted as one. */
const MOST_REASONS = 64;
const OTHER_REASONS = "(other)";
const RESOURCE_FIELDS = ["service", "serviceVersion", "environment", "host"] as const;
const COUNTERS = ["accepted", "delivered", "spooled", "pending", "summarised"] as const;

/** What an envelope says about its client. A part that cannot be read is left out with a warning, never refused. */
export class ClientInfoReader {
  readonly warnings: Diagnostic[] = [];
  readonly #envelope: JsonObject;

  constructor(envelope: JsonObject) {
    this.#envelope = envelope;
  }

  sdk(): Sdk | undefined {
    const sdk = this.#object("sdk");
    if (!sdk) return undefined;
    const { name, version, runtime } = sdk;
    if (typeof name !== "string" || typeof version !== "string") {
      return this.#ignore("sdk", "needs the texts name and version");
    }
    const limit = RESOURCE_LIMITS.sdk;
    const result: Sdk = { name: truncate(name, limit), version: truncate(version, limit) };
    if (typeof runtime === "string") result.runtime = truncate(runtime, limit);
    return result;
  }

  resource(): Resource {
    const resource: Resource = {};
    const given = this.#object("resource");
    for (const field of RESOURCE_FIELDS) {
      const value = given?.[field];
      if (value === undefined || value === null || value === "") continue;
      if (typeof value === "string") resource[field] = truncate(value, RESOURCE_LIMITS[field]);
      else this.#ignore(`resource.${field}`, `must be text, got ${show(value)}`);
    }
    return resource;
  }

  stats(): ClientStats | undefined {
    const given = this.#object("stats");
    if (!given) return undefined;
    const stats = { dropped: {} } as ClientStats;
    for (const counter of COUNTERS) {
      const value = given[counter];
      if (!isCount(value)) return this.#ignore("stats", `needs the whole number ${counter}`);
      stats[counter] = value;
    }
    stats.dropped = this.#dropped(given["dropped"]);
    return stats;
  }

  open(): NonNullable<Envelope["open"]> {
    return this.#list("open", MOST_ENTRIES, "[method, route or null, count]", (entry) => {
      if (!Array.isArray(entry)) return undefined;
      const [method, route, count] = entry as unknown[];
      if (typeof method !== "string" || !isCount(count)) return undefined;
      if (route !== null && typeof route !== "string") return undefined;
      return [
        truncate(method, TEXT_LIMITS.method),
        route === null ? null : truncate(route, TEXT_LIMITS.route),
        count,
      ];
    });
  }

  lost(): LostRange[] {
    return this.#list("lost", ENVELOPE_LIMITS.records, "{ first, last, reason }", (entry) => {
      if (!isObject(entry)) return undefined;
      const { first, last, reason } = entry;
      if (!isCount(first) || !isCount(last) || last < first) return undefined;
      if (typeof reason !== "string") return undefined;
      return { first, last, reason: truncate(reason, RESOURCE_LIMITS.code) };
    });
  }

  diagnostics(): Diagnostic[] {
    return this.#list("diagnostics", MOST_ENTRIES, "{ code, detail }", (entry) => {
      if (!isObject(entry)) return undefined;
      const { code, detail } = entry;
      if (typeof code !== "string" || typeof detail !== "string") return undefined;
      return {
        code: truncate(code, RESOURCE_LIMITS.code),
        detail: truncate(detail, RESOURCE_LIMITS.detail),
      };
    });
  }

  #dropped(given: unknown): ClientStats["dropped"] {
    const dropped = new Map<string, number>();
    let isWhole = given === undefined || given === null || isObject(given);
    for (const [reason, value] of isObject(given) ? Object.entries(given) : []) {
      if (!isCount(value) || FORBIDDEN_KEYS.has(reason)) {
        isWhole = false;
        continue;
      }
      const known = truncate(reason, RESOURCE_LIMITS.code);
      const key = dropped.has(known) || dropped.size < MOST_REASONS - 1 ? known : OTHER_REASONS;
      dropped.set(key, Math.min((dropped.get(key) ?? 0) + value, Number.MAX_SAFE_INTEGER));
    }
    if (!isWhole) this.#ignore("stats.dropped", "needs whole numbers by reason");
    return Object.fromEntries(dropped);
  }

  #object(name: string): JsonObject | undefined {
    const value = this.#envelope[name];
    if (value === undefined || value === null || isObject(value)) return value ?? undefined;
    return this.#ignore(name, `must be an object, got ${show(value)}`);
  }

  #list<T>(name: string, most: number, form: string, read: (entry: unknown) => T | undefined): T[] {
    const value = this.#envelope[name];
    if (value === undefined || value === null) return [];
    const entries: unknown[] = Array.isArray(value) ? value.slice(0, most) : [];
    const results = entries.map(read).filter((result) => result !== undefined);
    if (!Array.isArray(value) || results.length < value.length) {
      this.#ignore(name, `must be an array of at most ${most} entries of the form ${form}`);
    }
    return results;
  }

  #ignore(name: string, problem: string): undefined {
    const detail = `${name} ${problem}; what does not fit was ignored`;
    this.warnings.push({ code: "PEEK_W_IGNORED", detail });
  }
}
