import { createPeek } from "@peekjs/core";
import "@peekjs/core/details";
import { withPeek, type PeekedApp } from "@peekjs/hono";
import { Hono } from "hono";

const client = createPeek({ captureHeaders: true, captureBody: true, captureQuery: true });

const app = new Hono()
  .post("/echo", async (c) => c.json(await c.req.json()))
  .get("/long", () => {
    let left = 1_000;
    const chunk = new TextEncoder().encode("x".repeat(1_000));
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/plain" } });
  });

/** An app that reports headers and bodies. */
export const fetch: PeekedApp["fetch"] = withPeek(app, client).fetch;
