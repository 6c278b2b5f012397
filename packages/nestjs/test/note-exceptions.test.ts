import type { ArgumentsHost } from "@nestjs/common";
import { NotFoundException } from "@nestjs/common";
import { ExceptionsHandler } from "@nestjs/core/exceptions/exceptions-handler.js";
import { ExecutionContextHost } from "@nestjs/core/helpers/execution-context-host.js";
import { expect, test } from "vitest";
import { noteExceptions } from "../src/note-exceptions.ts";

const unreadable = new NotFoundException();
Object.defineProperty(unreadable, "message", {
  get() {
    throw new TypeError("unreadable");
  },
});
const request = { method: "GET", url: "/nope" };

test.each([
  ["without messages", new Error("the app's own"), []],
  ["with others than Node's", new Error("the app's own"), ["request", 7]],
  ["that cannot be read", unreadable, [request, {}]],
  [
    "of a request that cannot be written to",
    new NotFoundException("Cannot GET /nope"),
    [Object.freeze({ ...request }), {}],
  ],
])("an exception %s reaches the app's filters as it is", (_, exception, args) => {
  noteExceptions();
  const caught: unknown[] = [];
  const handler = new ExceptionsHandler({} as never);
  handler.setCustomFilters([
    { func: (each: unknown, _host: ArgumentsHost) => caught.push(each), exceptionMetatypes: [] },
  ]);
  handler.next(exception, new ExecutionContextHost(args));
  expect(caught).toEqual([exception]);
});
