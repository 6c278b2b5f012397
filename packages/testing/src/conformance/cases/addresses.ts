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

  const { trustProxy } = subject.shows;
  test.skipIf(trustProxy === undefined)(
    "of a proxy that the app trusts: what it tells",
    async () => {
      await using stage = await openStage(subject, {}, (make) => ({
        clients: [make()],
        isBehindProxy: true,
      }));
      await call(stage.port, "/ok", FORWARDED);
      // From the proxy's own machine.
      await call(stage.port, "/ok", { headers: { "x-forwarded-for": "127.0.0.1" } });
      expect(await stage.records(2)).toMatchObject([
        { clientAddress: "203.0.113.0" },
        { clientAddress: "127.0.0.0" },
      ]);
      expect(stage.said).toEqual([]);
    },
  );

  test("of a proxy that the app does not trust: its own, and that is said once", async () => {
    await using stage = await openStage(subject);
    for (let i = 0; i < 2; i++) await call(stage.port, "/ok", FORWARDED);
    const own = { clientAddress: "127.0.0.0" };
    expect(await stage.records(2)).toMatchObject([own, own]);
    const fix = trustProxy === undefined ? "" : `${trustProxy}, or `;
    expect(stage.said).toEqual([
      expect.stringMatching(/^PEEK_W_TRUST_PROXY: Requests come through a proxy/),
    ]);
    expect(stage.said[0]).toContain(` Use ${fix}the clientAddress option of peek.`);
  });
}

const FORWARDED = { headers: { "x-forwarded-for": "203.0.113.7" } };
