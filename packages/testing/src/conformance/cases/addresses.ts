import { expect, test } from "vitest";
import { call } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject, ClientOptions } from "../subject.ts";

/** Where requests come from. */
export function addressCases(subject: AdapterSubject): void {
  const tell = (request: unknown): string | undefined => subject.header(request, "x-real-ip");
  test.each<[what: string, rule: ClientOptions["clientAddress"], address: string | undefined]>([
    ["the client's network", undefined, "127.0.0.0"],
    ["the whole address when it is asked for", "full", "127.0.0.1"],
    ["nothing when it is not wanted", false, undefined],
    ["what the app tells", tell, "203.0.113.7"],
  ])("%s", async (_, clientAddress, address) => {
    await using stage = await openStage(
      subject,
      clientAddress === undefined ? {} : { clientAddress },
    );
    const headers: Record<string, string> =
      typeof clientAddress === "function" ? { "x-real-ip": "203.0.113.7" } : {};
    await call(stage.port, "/ok", { headers });
    const [record] = await stage.records(1);
    expect(record!.clientAddress).toBe(address);
  });
}
