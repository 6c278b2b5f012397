import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CapturedBody } from "../../src/adapter/details.ts";
import { bodyText } from "../../src/details/body-text.ts";
import { HeaderSelection } from "../../src/details/header-selection.ts";
import { createMasks } from "../../src/privacy/mask/masks.ts";
import { maskForm } from "../../src/privacy/mask/mask-form.ts";
import { GUARD, maskBeginning, maskText } from "../../src/privacy/mask/mask-text.ts";
import {
  MARKED,
  markedText,
  plainJson,
  secretName,
  shape,
  within,
  written,
  type Shape,
} from "../privacy/mask/arbitraries.ts";

const masks = createMasks({});
const RUNS = { numRuns: 1_000 };

/** What is reported of a body when at most `most` bytes are kept and the client leaves after `arrived` of them. */
function reported(body: string, type: string, most: number, arrived = Infinity): string {
  const all = Buffer.from(body);
  const kept = Math.min(all.length, most + GUARD, arrived);
  const captured: CapturedBody = {
    bytes: all.subarray(0, kept),
    isWhole: kept === all.length,
    contentType: type,
    contentEncoding: undefined,
  };
  return bodyText(captured, { maxBodyBytes: most, contentTypes: [], masks }, undefined).text ?? "";
}

/** Somewhere in a text, from 0 to 1. */
const share = fc.double({ min: 0, max: 1, noNaN: true });

function expectNone(text: string, { parts }: Shape): void {
  const joined = text.replace(/(?<=\d)[\s\-.\u00a0](?=\d)/g, "");
  for (const part of parts) {
    expect(text).not.toContain(part);
    expect(joined).not.toContain(part);
  }
}

/** What stands under a secret's name, in the forms that apps give it. */
const named = fc
  .tuple(secretName, markedText, plainJson)
  .chain(([name, text, other]) =>
    fc.constantFrom<unknown>(
      { [name]: text },
      { [name]: [text, text] },
      { [name]: { inner: text, other } },
      { [name]: [{ deep: [text] }] },
      { other, name, value: text },
      { value: [text], other, key: name },
      [[name, text], other],
    ),
  );

describe("a secret under its name does not leave", () => {
  test("in JSON, wherever it is and wherever the body is cut", () => {
    const bodies = within(named).chain((value) => fc.tuple(written(value), share, share));
    fc.assert(
      fc.property(bodies, ([body, cut, left]) => {
        const most = Math.max(1, Math.round(cut * body.length));
        expect(reported(body, "application/json", 65_536)).not.toMatch(MARKED);
        expect(reported(body, "application/json", most)).not.toMatch(MARKED);
        expect(reported(body, "application/json", most, left * body.length)).not.toMatch(MARKED);
      }),
      RUNS,
    );
  });

  test("as a number, which stays JSON", () => {
    const bodies = within(
      fc
        .tuple(secretName, fc.integer({ min: 7_000_000, max: 9_000_000 }))
        .map(([name, pin]) => ({ [name]: pin })),
    );
    fc.assert(
      fc.property(bodies, (value) => {
        const text = reported(JSON.stringify(value), "application/json", 65_536);
        expect(text).not.toMatch(/[78]\d{6}/);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
      RUNS,
    );
  });

  test("in forms and queries, however often it is encoded", () => {
    const encode = (text: string, times: number): string =>
      times === 0 ? text : encode(encodeURIComponent(text), times - 1);
    const forms = fc.tuple(
      secretName,
      markedText,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom("", "user[", "a.b."),
      share,
    );
    fc.assert(
      fc.property(forms, ([name, text, nameTimes, times, prefix, cut]) => {
        const nested = encodeURIComponent(
          `https://app.test/?a=1&${encode(name, nameTimes - 1)}=${encode(text, times)}`,
        );
        const field = prefix.endsWith("[") ? `${prefix}${name}]` : prefix + name;
        const form = `a=1&${encode(field, nameTimes)}=${encode(text, times)}&back=${nested}&last=2`;
        expect(maskForm(form, masks)).not.toMatch(MARKED);
        expect(maskForm(form, masks, Math.round(cut * form.length))).not.toMatch(MARKED);
        expect(
          reported(
            form,
            "application/x-www-form-urlencoded",
            Math.max(1, Math.round(cut * form.length)),
          ),
        ).not.toMatch(MARKED);
      }),
      RUNS,
    );
  });

  test("in JSON that is sent as a form or as text", () => {
    const bodies = within(named).chain((value) => fc.tuple(written(value), share));
    fc.assert(
      fc.property(bodies, ([body, cut]) => {
        const most = Math.max(1, Math.round(cut * body.length));
        expect(reported(body, "application/x-www-form-urlencoded", most)).not.toMatch(MARKED);
      }),
      RUNS,
    );
  });

  test("in JSON within a text, wherever that is cut", () => {
    const before = fc.constantFrom("", "failed: ", "[INFO] ", "x=1, ", 'it\'s "it" ', "[12] ");
    const after = fc.constantFrom("", " for user 12", "\n at b", ' "y"');
    const bodies = within(named).chain(written);
    fc.assert(
      fc.property(before, bodies, after, share, (start, body, rest, cut) => {
        const text = start + body + rest;
        const most = Math.round(cut * text.length);
        expect(maskText(text, masks)).not.toMatch(MARKED);
        expect(maskText(text.slice(0, most), masks)).not.toMatch(MARKED);
        expect(maskBeginning(text, masks, most)).not.toMatch(MARKED);
      }),
      RUNS,
    );
  });

  test.each([
    "NAME=VALUE&x=1",
    "x NAME=VALUE y",
    '"NAME":"VALUE"',
    "NAME: 'VALUE'",
    "<NAME>VALUE</NAME>",
    '<a:NAME b="c">VALUE</a>',
    '<input type="hidden" name="NAME" value="VALUE">',
    '<input value="VALUE" name="NAME">',
    "<param name='NAME'>VALUE</param>",
    "<key>NAME</key><string>VALUE</string>",
    '<NAME pin="1">VALUE</NAME>',
    "<NAME><b>x</b>VALUE</NAME>",
    '\\"NAME\\":\\"VALUE\\"',
    "NAME%3DVALUE%26x",
    "https://app.test/?NAME=VALUE#x",
    '{"name":"NAME","value":"VALUE"}',
    '{"values":["VALUE"],"key":"NAME"}',
    '[["NAME","VALUE"]]',
    '"{\\"name\\":\\"NAME\\",\\"value\\":\\"VALUE\\"}"',
    "Cookie: a=b; c=VALUE; d=VALUE",
  ])("in text: %s", (form) => {
    const plainMark = fc.stringMatching(/^[QXZJ]{3,30}$/);
    fc.assert(
      fc.property(secretName, plainMark, share, (name, text, cut) => {
        const body = `some text, then ${form.replaceAll("NAME", name).replaceAll("VALUE", text)} and more`;
        expect(maskText(body, masks)).not.toMatch(MARKED);
        expect(
          reported(body, "text/plain", Math.max(1, Math.round(cut * body.length))),
        ).not.toMatch(MARKED);
      }),
    );
  });
});

describe("what looks like a secret does not leave", () => {
  const filler = fc.constantFrom("", "a note: ", 'see "this" ', "7 ", "x\ny ", "=");

  test("as a value, a name or a number in JSON", () => {
    const secrets = fc.tuple(shape, filler, filler).chain(([secret, before, after]) => {
      const text = `${before}${secret.text}${after === "" ? "" : ` ${after}`}`;
      const forms: unknown[] = [
        { note: text },
        [text],
        { [text]: 1 },
        text,
        { url: `https://a.test/?q=${encodeURIComponent(text)}` },
      ];
      if (/^\d{13,16}$/.test(secret.text))
        forms.push({ amount: Number(secret.text) }, [Number(secret.text)]);
      return fc.constantFrom(...forms.map((value) => ({ value, secret })));
    });
    const bodies = secrets.chain(({ value, secret }) =>
      within(fc.constant(value)).chain((whole) =>
        fc.tuple(written(whole), fc.constant(secret), share, share),
      ),
    );
    fc.assert(
      fc.property(bodies, ([body, secret, cut, left]) => {
        const most = Math.max(1, Math.round(cut * body.length));
        expectNone(reported(body, "application/json", 65_536), secret);
        expectNone(reported(body, "application/json", most), secret);
        expectNone(reported(body, "application/json", most, left * body.length), secret);
      }),
      RUNS,
    );
  });

  test("in headers, whatever is listed, and in error messages", () => {
    const headers = new HeaderSelection(["*"], masks, true);
    fc.assert(
      fc.property(shape, filler, fc.nat(1_100), (secret, glue, before) => {
        const query = `q=${encodeURIComponent(secret.text)}&${encodeURIComponent(secret.text)}=1`;
        const shown = headers.of([
          ["x-note", `${glue}${secret.text}`],
          ["referer", `https://app.test/a/b?${query}`],
          ["location", `/a?back=${encodeURIComponent(`https://app.test/?${query}`)}`],
        ])!;
        for (const value of Object.values(shown)) {
          expectNone(value, secret);
          expectNone(decodeURIComponent(value), secret);
        }
        const message = `${"m".repeat(before)} ${glue}${secret.text}`;
        expectNone(maskBeginning(message, masks, 1_024), secret);
      }),
      RUNS,
    );
  });

  test("in text and forms, wherever they are cut", () => {
    fc.assert(
      fc.property(
        shape,
        filler,
        fc.lorem({ maxCount: 30 }),
        fc.lorem({ maxCount: 60 }),
        share,
        share,
        (secret, glue, before, after, cut, left) => {
          const text = `${before} ${glue}${secret.text} ${after}`;
          const most = Math.max(1, Math.round(cut * text.length));
          expectNone(maskText(text, masks), secret);
          expectNone(reported(text, "text/plain", most), secret);
          expectNone(reported(text, "text/plain", most, left * text.length), secret);
          const form = new URLSearchParams({ before, text, after }).toString();
          expectNone(decodeURIComponent(maskForm(form, masks)), secret);
          expectNone(reported(form, "application/x-www-form-urlencoded", most), secret);
        },
      ),
      RUNS,
    );
  });
});
