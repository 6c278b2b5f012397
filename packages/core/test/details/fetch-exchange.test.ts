import { afterEach, expect, test, vi } from "vitest";
import type { Details } from "../../src/adapter/details.ts";
import { FetchExchange } from "../../src/details/fetch-exchange.ts";

const details = { requestBodyBytes: 0, responseBodyBytes: 100 } as Details;
const headers = { "content-type": "text/plain" };

afterEach(() => void vi.useRealTimers());

test("nothing listens to a signal where the body is there as a whole", async () => {
  const request = new Request("http://a.test/x");
  const listen = vi.spyOn(request.signal, "addEventListener");
  const exchange = new FetchExchange(request, details, []);
  await exchange.answered(new Response("whole", { headers }));
  expect(listen).not.toHaveBeenCalled();
  expect(exchange.responseBody()).toMatchObject({ isWhole: true });
});

test.each(["while its body is waited for", "before that is waited for"])(
  "a stream learns that its client has left %s",
  async (moment) => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const client = new AbortController();
    const request = new Request("http://a.test/x", { signal: client.signal });
    const left = vi.fn<() => void>();
    const response = new Response(new ReadableStream({ cancel: left }), { headers });
    const seen = new FetchExchange(request, details, []).answered(response);
    if (moment === "while its body is waited for") await vi.advanceTimersByTimeAsync(0);
    client.abort();
    const cancelled = response.body!.cancel();
    // Least of all the second that a body may take.
    await vi.advanceTimersByTimeAsync(0);
    await Promise.all([cancelled, seen]);
    expect(left).toHaveBeenCalledOnce();
  },
);
