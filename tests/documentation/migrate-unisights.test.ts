import { createCollector, createKeyRegistry, type EndpointOptions } from "@peekjs/collector";
import { expect, it } from "vitest";
import { Page } from "./support/page.ts";

const { text } = new Page("docs/migrate/unisights.md");
const ORIGIN = "https://shop.example";
const DATA = {
  asset_id: "site-1",
  session_id: "3f2b8c1e-7a4d-4f6a-9e2b-1c5d8a7f0b3e",
  page_url: "/cart",
  entry_page: "/",
  events: [{ type: "click", data: { x: 1, y: 2, timestamp: 1_000 } }],
};
const PLAIN = JSON.stringify({ data: DATA, encrypted: false });
const TAMPERED = JSON.stringify({
  data: "AA==",
  tag: "AA==",
  bucket: 1,
  site_id: "s",
  encrypted: true,
});
const STRICT = { validateSchema: true };

interface Sent extends RequestInit {
  at?: string;
}

function answerTo(options: Partial<EndpointOptions>, { at = "/collect", ...init }: Sent) {
  const { fetch } = createCollector({ path: "/collect", handler: () => undefined, ...options });
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: PLAIN, ...init };
  return fetch(new Request(`https://app.example${at}`, sent));
}

const failing = (): never => {
  throw new Error("the disk is full");
};

it.each([
  ["a payload", {}, {}, 200],
  ["one that is queued", { background: true }, {}, 202],
  ["no JSON", {}, { body: "{" }, 400],
  ["no body", {}, { body: "" }, 400],
  ["what is no object", STRICT, { body: "[]" }, 400],
  ["what cannot be decrypted", {}, { body: TAMPERED }, 400],
  ["what cannot be decrypted, by the rules", STRICT, { body: TAMPERED }, 422],
  ["no key", { keys: createKeyRegistry([]) }, {}, 401],
  [
    "another origin",
    { allowedOrigins: [ORIGIN] },
    { headers: { origin: "https://x.example" } },
    403,
  ],
  ["another path", {}, { at: "/collect/elsewhere" }, 404],
  ["another method", {}, { method: "PUT" }, 405],
  ["too large a body", { maxPayloadSize: 8 }, {}, 413],
  ["a type that is not JSON's", {}, { headers: { "content-type": "text/plain" } }, 200],
  ["one, by the rules", STRICT, { headers: { "content-type": "text/plain" } }, 415],
  ["odd values", {}, { body: JSON.stringify({ data: { ...DATA, session_id: "7" } }) }, 200],
  [
    "some, by the rules",
    STRICT,
    { body: JSON.stringify({ data: { ...DATA, session_id: "7" } }) },
    422,
  ],
  ["what the handler fails on", { handler: failing, onError: () => undefined }, {}, 500],
] as [string, Partial<EndpointOptions>, Sent, number][])(
  "an endpoint of an app's own answers %s as the page of Unisights says",
  async (_, options, sent, status) => {
    const response = await answerTo(options, sent);
    expect(response.status).toBe(status);
    expect(text).toMatch(new RegExp(`^\\|.*\\b${status}\\b`, "m"));
    const body = await response.json();
    if (status < 300) expect(body).toEqual({ ok: true, status: "received" });
    else
      expect(body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
  },
);

it("only debug tells in an answer why the handler failed", async () => {
  for (const debug of [true, false]) {
    const options = { handler: failing, onError: () => undefined, debug };
    const body = await (await answerTo(options, {})).text();
    expect(body.includes("the disk is full")).toBe(debug);
  }
});

it("a preflight is good for as long as the page says", async () => {
  const headers = { origin: ORIGIN, "access-control-request-method": "POST" };
  const response = await answerTo({}, { method: "OPTIONS", body: null, headers });
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
    204,
    ORIGIN,
  ]);
  const minutes = Number(response.headers.get("access-control-max-age")) / 60;
  expect(text).toContain(`for ${minutes} minutes`);
});
