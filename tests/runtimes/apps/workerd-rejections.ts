import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/hono";
import { Hono } from "hono";

declare function addEventListener(
  type: "unhandledrejection",
  listener: (event: { reason: unknown }) => void,
): void;

const unhandled: unknown[] = [];
addEventListener("unhandledrejection", ({ reason }) => {
  unhandled.push(reason);
});

/** An app that throws what is no error, which Hono passes on to whoever called it. */
const app = new Hono()
  .get("/unhandled", (c) => c.json(unhandled))
  .use(peek(createPeek()))
  .get("/fails", () => {
    throw "a text";
  });

export default app;
