import { EnvelopeError } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { parseBody } from "../../src/dialects/read-json.ts";

const encoder = new TextEncoder();

it("reads what is no UTF-8 as far as it is, so that one event does not cost the others", () => {
  const bytes = encoder.encode('{"batch":[{"event":"a"},{"event":"b??"}]}');
  bytes.set([0xc0, 0xff], bytes.indexOf("?".charCodeAt(0)));
  expect(parseBody(bytes)).toEqual({ batch: [{ event: "a" }, { event: "b\ufffd\ufffd" }] });
});

it("tells bytes that are no JSON either from JSON that is no UTF-8", () => {
  const codeOf = (bytes: Uint8Array): string | undefined => {
    try {
      parseBody(bytes);
    } catch (error) {
      return (error as EnvelopeError).code;
    }
    return undefined;
  };
  expect(codeOf(Uint8Array.of(0x7b, 0xff, 0xfe))).toBe("PEEK_E_UTF8");
  expect(codeOf(encoder.encode("{a}"))).toBe("PEEK_E_JSON");
});
