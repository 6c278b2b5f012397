import type { ServerResponse } from "node:http";
import { COUNTING } from "../adapter/shared-keys.ts";
import { countEnd, countWrite, type End, type Write } from "./count-writes.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Counts what is handed to Node. Compression in the app wraps the response too: what it writes is counted compressed, as
 * long as this wraps first.
 */
export function countResponseBytes(exchange: Exchange): void {
  const { outgoing } = exchange;
  // Read before the prototype: V8 knows that from them, and need not call for it.
  const { write, end } = outgoing;
  const prototype = Object.getPrototypeOf(outgoing) as ServerResponse;
  if (isCounting(outgoing, prototype)) {
    exchange.counter = "prototype";
    return;
  }
  // Compared first, since most are the prototype's: `hasOwn` is a call that V8 does not inline.
  const isInherited = write === prototype.write && end === prototype.end;
  if (!isInherited && hasOwnMethods(outgoing)) return;
  outgoing.write = ownWrite as Write;
  outgoing.end = ownEnd as End;
  exchange.counter = "own";
}

function hasOwnMethods(outgoing: ServerResponse): boolean {
  return Object.hasOwn(outgoing, "write") || Object.hasOwn(outgoing, "end");
}

/** Whether all that was written passed the counter: apps give responses other prototypes, as when they mount others. */
export function isCounted({ counter, outgoing }: Exchange): boolean {
  return (
    counter === "own" ||
    (counter === "prototype" && isCounting(outgoing, Object.getPrototypeOf(outgoing)))
  );
}

/** The prototype that counts of the last response: a property of the response itself may be slow to look up. */
let countingPrototype: unknown;

function isCounting(outgoing: ServerResponse, prototype: unknown): boolean {
  if (prototype === countingPrototype) return true;
  if (!(COUNTING in outgoing) || passesBy(prototype as ServerResponse)) return false;
  countingPrototype = prototype;
  return true;
}

/** Whether what is written may miss the prototype that counts: a mounted app has methods of its own before it. */
function passesBy(prototype: ServerResponse): boolean {
  if (Object.hasOwn(prototype, COUNTING)) return false;
  return hasOwnMethods(prototype) || passesBy(Object.getPrototypeOf(prototype) as ServerResponse);
}

/**
 * Counts what is written to all responses of a framework that gives each app a prototype of its own for them, and so
 * makes a property more on a response expensive.
 */
export function countOnPrototype(prototype: ServerResponse): void {
  // Methods of the app's own would pass it by: the responses count by themselves then.
  if (COUNTING in prototype || hasOwnMethods(prototype)) return;
  // Asked each time: an app that is mounted later gets another one.
  const nextPrototype = (): ServerResponse => Object.getPrototypeOf(prototype) as ServerResponse;
  const members = {
    [COUNTING]: true,
    write(this: ServerResponse, ...args: Parameters<Write>): boolean {
      return countWrite(this, nextPrototype().write, args);
    },
    end(this: ServerResponse, ...args: Parameters<End>): ServerResponse {
      return countEnd(this, nextPrototype().end, args);
    },
  };
  for (const key of [COUNTING, "write", "end"] as const) {
    Object.defineProperty(prototype, key, {
      value: members[key],
      writable: true,
      configurable: true,
    });
  }
}

function ownWrite(this: ServerResponse, ...args: Parameters<Write>): boolean {
  const { write } = Object.getPrototypeOf(this) as ServerResponse;
  return countWrite(this, write === ownWrite ? inherited(this, "write", ownWrite) : write, args);
}

function ownEnd(this: ServerResponse, ...args: Parameters<End>): ServerResponse {
  const { end } = Object.getPrototypeOf(this) as ServerResponse;
  return countEnd(this, end === ownEnd ? inherited(this, "end", ownEnd) : end, args);
}

/** What stands behind a method of a response, called on an object that an app has inherit from it. */
function inherited<Name extends "write" | "end">(
  heir: ServerResponse,
  name: Name,
  own: unknown,
): ServerResponse[Name] {
  const prototype = Object.getPrototypeOf(heir) as ServerResponse;
  return prototype[name] === own ? inherited(prototype, name, own) : prototype[name];
}
