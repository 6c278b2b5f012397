import { AsyncLocalStorage } from "node:async_hooks";
import { createPeek, type Peek } from "@peekjs/core";
import { withPeek } from "@peekjs/fetch";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

/** What a function is given beside the request, and finds in `Netlify.context` while it answers. */
interface Context {
  params: Record<string, string>;
  waitUntil?(promise: Promise<unknown>): void;
}
type Netlify = { readonly context: Context | null };

const contexts = new AsyncLocalStorage<Context>();
let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  vi.stubEnv("NETLIFY", "true");
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "orders");
  vi.stubGlobal("Netlify", {
    get context() {
      return contexts.getStore() ?? null;
    },
  } satisfies Netlify);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });
  ({ client, endpoint, codes } = await startClient(createPeek));
});

type Handler = (request: Request, context: Context) => Promise<Response>;

/** Calls a function as the platform does. */
async function invoke(handler: Handler, context: Context): Promise<string> {
  const request = new Request("https://app.netlify.app/orders/7");
  return (await contexts.run(context, () => handler(request, context))).text();
}

const answer: Handler = async () => new Response("ok");

/** Five times, minutes apart. */
async function invokeInTurn(handler: Handler, atEnd: () => Promise<unknown>): Promise<void> {
  const clock = vi.spyOn(performance, "now");
  onTestFinished(() => clock.mockRestore());
  for (let i = 0; i < 5; i++) {
    clock.mockReturnValue(i * 60_000);
    await invoke(handler, { params: {} });
    await atEnd();
  }
}

test("the delivery is handed to the platform, which goes on until it is done", async () => {
  const orders = withPeek(answer, client);
  const work: Promise<unknown>[] = [];
  const context = {
    params: {},
    waitUntil: (promise: Promise<unknown>) => void work.push(promise),
  };
  await Promise.all([invoke(orders, context), invoke(orders, context)]);
  await Promise.all(work);
  expect(endpoint.requests).toMatchObject([{ path: "/orders/7" }, { path: "/orders/7" }]);
  expect(codes).toEqual([]);
});

test("also of what a function reports that nothing wraps", async () => {
  const work: Promise<unknown>[] = [];
  const waitUntil = (promise: Promise<unknown>): void => void work.push(promise);
  await invoke(
    async () => {
      client.recordRequest({ method: "GET", route: "/orders/:id", durationMs: 1 });
      return new Response("ok");
    },
    { params: {}, waitUntil },
  );
  await Promise.all(work);
  expect(endpoint.requests).toMatchObject([{ route: "/orders/:id" }]);
  expect(codes).toEqual([]);
});

test("without a waitUntil: says once what to do", async () => {
  const orders = withPeek(answer, client);
  await invokeInTurn(orders, async () => undefined);
  expect(codes).toEqual(["PEEK_W_SERVERLESS"]);
});

test("a function that ends with a flush has nothing to hear", async () => {
  const orders = withPeek(answer, client);
  await invokeInTurn(orders, () => client.flush());
  expect(endpoint.requests).toHaveLength(5);
  expect(codes).toEqual([]);
});
