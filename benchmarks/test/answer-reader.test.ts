import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerReader } from "../src/load/answer-reader.ts";

const answer = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test("counts answers however they are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme-ascii" }), { minLength: 1 }),
      fc.array(fc.nat(200)),
      (bodies, cuts) => {
        const text = bodies.map(answer).join("");
        const reader = new AnswerReader();
        let completed = 0;
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), text.length]) {
          completed += reader.read(text.slice(from, Math.max(from, to)));
          from = Math.max(from, to);
        }
        expect(completed).toBe(bodies.length);
      },
    ),
  );
});

test("refuses an error, and an answer without a length", () => {
  expect(() =>
    new AnswerReader().read("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
  ).toThrow("404");
  expect(() =>
    new AnswerReader().read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
  ).toThrow("chunked");
});
