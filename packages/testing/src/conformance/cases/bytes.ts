import { expect, test } from "vitest";
import { call } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import { type AdapterSubject, templateOf } from "../subject.ts";

/** Bytes of the body, by whichever call they were written. */
export function byteCases(subject: AdapterSubject): void {
  test.each([
    ["end-twice", 4],
    ["uint8array", 1024],
    ["hex", 5],
    ["encodings", 14],
    ["multi-byte", 13],
    ["early-head", 13],
    ["trailers", 4],
    ["early-hints", 6],
    ["backpressure", 4_000_020],
  ])("%s", async (name, responseBytes) => {
    await using stage = await openStage(subject);
    const { body } = await call(stage.port, `/raw/${name}`);
    expect(body).toHaveLength(responseBytes);
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ route: templateOf(subject, "/raw/:name"), responseBytes });
    expect(record).not.toHaveProperty("outcome");
  });

  test.each([
    ["body-on-204", 204],
    ["body-on-304", 304],
  ])("%s", async (name, status) => {
    await using stage = await openStage(subject);
    await call(stage.port, `/raw/${name}`);
    expect(await stage.records(1)).toMatchObject([{ status, responseBytes: 0 }]);
  });

  test("a body that a handler writes to HEAD", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/raw/body-on-head", { method: "HEAD" });
    expect(await stage.records(1)).toMatchObject([{ method: "HEAD", responseBytes: 0 }]);
  });
}
