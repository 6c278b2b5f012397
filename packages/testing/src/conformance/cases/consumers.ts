import { expect, test } from "vitest";
import type { ReceivedRequest } from "../../endpoint/ledger.ts";
import { call } from "../../http/exchange.ts";
import { openStage, type Stage } from "../stage.ts";
import { type AdapterSubject, templateOf } from "../subject.ts";

const HASHED = /^c_[\w-]{22}$/;

/** Who calls. */
export function consumerCases(subject: AdapterSubject): void {
  const { setConsumer = true } = subject.shows;
  test("a hash of the key, the same for the same key", async () => {
    await using stage = await openStage(subject);
    const [first, again, other] = await ask(stage, [
      { "x-api-key": "key-of-acme" },
      { "x-api-key": "key-of-acme", authorization: "Bearer something" },
      { "x-api-key": "key-of-umbrella" },
    ]);
    expect(first!.consumer).toMatch(HASHED);
    expect(first!.consumerSource).toBe("api_key");
    expect(again!.consumer).toBe(first!.consumer);
    expect(other!.consumer).not.toBe(first!.consumer);
    expect(JSON.stringify([first, again, other])).not.toMatch(/key-of|something/);
  });

  test("a hash of the token; of a JWT its subject, whatever else changes", async () => {
    await using stage = await openStage(subject);
    const [opaque, first, refreshed] = await ask(stage, [
      { authorization: "Bearer opaque-token" },
      { authorization: `Bearer ${jwt({ iss: "https://id.test", sub: "u1", exp: 1 })}` },
      { authorization: `Bearer ${jwt({ iss: "https://id.test", sub: "u1", exp: 2 })}` },
    ]);
    expect(opaque).toMatchObject({ consumerSource: "authorization" });
    expect(opaque!.consumer).toMatch(HASHED);
    expect(first).toMatchObject({ consumerSource: "jwt_unverified" });
    expect(refreshed!.consumer).toBe(first!.consumer);
  });

  test("identifyConsumer: an id, undefined for the next in line, null for nobody", async () => {
    const asked: string[] = [];
    const identifyConsumer = (request: unknown): string | null | undefined => {
      const user = subject.header(request, "x-user");
      if (user !== undefined) asked.push(user);
      if (user === "throws") throw new Error("the app's own mistake");
      return user === "nobody" ? null : user;
    };
    await using stage = await openStage(subject, { identifyConsumer });
    const [known, next, nobody, failed] = await ask(stage, [
      { "x-user": "u1", "x-api-key": "k" },
      { "x-api-key": "k" },
      { "x-user": "nobody", "x-api-key": "k" },
      { "x-user": "throws", "x-api-key": "k" },
    ]);
    expect(known).toMatchObject({ consumer: "u1", consumerSource: "app" });
    expect(next!.consumer).toMatch(HASHED);
    expect(nobody).not.toHaveProperty("consumer");
    expect(failed!.consumer).toBe(next!.consumer);
    expect(asked).toEqual(["u1", "nobody", "throws"]);
  });

  test.skipIf(!setConsumer)("setConsumer comes before all else", async () => {
    await using stage = await openStage(subject, { identifyConsumer: () => "from the option" });
    await call(stage.port, "/me", { headers: { "x-api-key": "k" } });
    await call(stage.port, "/nobody", { headers: { "x-api-key": "k" } });
    const [me, nobody] = await stage.records(2);
    expect(me).toMatchObject({
      consumer: "user-7",
      consumerName: "Seven",
      consumerGroup: "team",
      consumerSource: "app",
    });
    expect(nobody).not.toHaveProperty("consumer");
  });

  test.skipIf(!setConsumer)("setConsumer in a middleware that runs late", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/members/7", { headers: { authorization: "Bearer x" } });
    expect(await stage.records(1)).toMatchObject([
      { route: templateOf(subject, "/members/:id"), consumer: "member", consumerSource: "app" },
    ]);
  });

  test("ignore leaves requests out", async () => {
    const ignore = (request: unknown) => subject.header(request, "x-user") === "probe";
    await using stage = await openStage(subject, { ignore });
    await call(stage.port, "/ok", { headers: { "x-user": "probe" } });
    await call(stage.port, "/ok");
    await stage.records(1);
  });
}

async function ask(stage: Stage, headers: Record<string, string>[]): Promise<ReceivedRequest[]> {
  for (const each of headers) await call(stage.port, "/ok", { headers: each });
  return stage.records(headers.length);
}

function jwt(claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "none" })}.${encode(claims)}.c2lnbmF0dXJl`;
}
