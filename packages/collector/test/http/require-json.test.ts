import { describe, expect, it } from "vitest";
import { requireJson } from "../../src/http/require-json.ts";

function request(type: string): Request {
  return new Request("http://localhost/v1/ingest", { headers: { "content-type": type } });
}

describe("requireJson", () => {
  it.each(["application/json", "application/JSON; charset=utf-8", "application/problem+json"])(
    "takes %s",
    (type) => {
      expect(() => requireJson(request(type))).not.toThrow();
    },
  );

  it.each(["text/plain", "text/html", "application/x-ndjson", "application/json-seq", ""])(
    "refuses %j and says what it takes",
    (type) => {
      expect(() => requireJson(request(type))).toThrow(
        expect.objectContaining({
          status: 415,
          code: "PEEK_E_CONTENT_TYPE",
          options: { headers: { accept: "application/json" } },
        }) as Error,
      );
    },
  );
});
