import { expect, test } from "vitest";
import { call } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import { type AdapterSubject, templateOf } from "../subject.ts";

/** One record for each client, however often it is registered. */
export function mountingCases(subject: AdapterSubject): void {
  test("two clients", async () => {
    await using stage = await openStage(subject, {}, (make) => ({ clients: [make(), make()] }));
    await call(stage.port, "/users/1");
    await call(stage.port, "/throws-sync");
    const records = await stage.records(4);
    const instances = new Set(records.map(({ instance }) => instance));
    expect(instances.size).toBe(2);
    for (const each of instances) {
      const own = records.filter(({ instance }) => instance === each);
      expect(own.map(({ route }) => route)).toEqual([
        templateOf(subject, "/users/:id"),
        "/throws-sync",
      ]);
    }
  });

  test("a client that is registered twice: said once", async () => {
    await using stage = await openStage(subject, {}, (make) => {
      const client = make();
      return { clients: [client, client] };
    });
    await call(stage.port, "/users/1");
    await call(stage.port, "/nope");
    await stage.records(2);
    expect(stage.said).toEqual([expect.stringMatching(/^PEEK_W_DOUBLE: /)]);
  });

  test("something else than a client is refused", async () => {
    const start = async () => subject.startApp({ clients: [{}] });
    await expect(start()).rejects.toMatchObject({ code: "PEEK_E_CLIENT" });
  });

  test.skipIf(!subject.shows.inner)("a client that a mounted router registers too", async () => {
    await using stage = await openStage(subject, {}, (make) => {
      const client = make();
      return { clients: [client], inner: client };
    });
    await call(stage.port, "/tenants/acme/orders/1");
    expect(await stage.records(1)).toMatchObject([
      { route: templateOf(subject, "/tenants/:tenant/orders/:order") },
    ]);
  });
}
