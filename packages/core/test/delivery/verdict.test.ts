import type { PeekError } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../src/delivery/transport.ts";
import { explain, judge, type Failure } from "../../src/delivery/verdict.ts";

const reply = (status: number, body = "", contentType = "application/json") => ({
  status,
  body,
  contentType,
  retryAfter: undefined,
});

describe("judge", () => {
  it.each([
    [reply(202, "{}"), "acknowledged"],
    [reply(200, "", "text/plain"), "acknowledged"],
    [reply(204), "acknowledged"],
    [reply(200, "{}", "application/problem+json; charset=utf-8"), "acknowledged"],
    [reply(200, "<html>", "text/html"), "wrong_server"],
    [reply(301), "wrong_server"],
    [reply(404, "Cannot POST", "text/html"), "wrong_server"],
    [reply(405), "wrong_server"],
    [reply(408), "retry"],
    [reply(425), "retry"],
    [reply(429), "retry"],
    [reply(500), "retry"],
    [reply(503), "retry"],
    [reply(599), "retry"],
    [reply(413), "too_large"],
    [reply(415), "rows"],
    [reply(400, '{"code":"PEEK_E_COLUMNS"}'), "rows"],
    [reply(400, "{}"), "refused"],
    [reply(401), "unauthorised"],
    [reply(403), "unauthorised"],
  ])("%j is %s", (answer, kind) => {
    expect(judge(answer).kind).toBe(kind);
  });
});

describe("explain", () => {
  const explained = (answer: Reply): PeekError => explain(judge(answer) as Failure);

  it("quotes the collector's reason and says what to do", () => {
    const error = explained(reply(401, '{"detail":"key revoked 2 h ago"}'));
    expect(error.code).toBe("PEEK_E_KEY_REJECTED");
    expect(error.message).toMatch(/key revoked 2 h ago.*peek keys create/);
    const without = explained(reply(401, '{"detail":"This needs a write key."}'));
    expect(without.message).toContain("or was given none (401: This needs a write key).");
  });

  it.each([
    [reply(401), "PEEK_E_KEY_REJECTED", /peek keys create.*tried again within a minute/],
    [reply(403), "PEEK_E_KEY_SCOPE", /service.*tried again within a minute/],
    [reply(404), "PEEK_E_WRONG_SERVER", /own port.*tried again within a minute/],
    [reply(413), "PEEK_E_BODY_TOO_LARGE", /proxy.*tried again within a minute/],
    [reply(400), "PEEK_E_REFUSED", /with 400.*path.*older.*tried again within a minute/],
    [reply(415), "PEEK_E_REFUSED", /with 415.*path.*older.*tried again within a minute/],
    [reply(503), "PEEK_E_UNAVAILABLE", /tried again\.$/],
  ])("names %j by its code and says what to do next", (answer, code, message) => {
    const error = explained(answer);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("quotes it as it reads, and as it came where it is cut", () => {
    const detail = (text: string): string =>
      explained(reply(403, JSON.stringify({ detail: text }))).message;
    expect(detail('for the service "a\\b"')).toContain('(403: for the service "a\\b")');
    expect(detail("\u001b[31m\nred")).toContain("(403:  [31m red)");
    expect(detail(`${"x".repeat(199)}\u001b`)).toContain("xx\\u)");
  });
});
