import { describe, expect, it } from "vitest";
import { explain } from "../../src/edge/verdict.ts";

const url = new URL("https://peek.example.com/v1/ingest?tenant=secret");

describe("what is said of a delivery that failed", () => {
  it("is what the endpoint answered", () => {
    expect(explain({ status: 503, retryAfter: 0 }, url)).toMatchObject({
      code: "PEEK_E_UNAVAILABLE",
      message: "https://peek.example.com answered 503, events are kept. Check endpoint and apiKey.",
    });
  });

  it("is that nothing answered, and why", () => {
    const answer = {
      status: 0,
      retryAfter: 0,
      code: "PEEK_E_TIMEOUT",
      cause: "TimeoutError: late",
    };
    expect(explain(answer, url)).toMatchObject({
      code: "PEEK_E_TIMEOUT",
      message: "https://peek.example.com answered nothing, events are kept. TimeoutError: late",
    });
  });
});
