import { expect, it } from "vitest";
import { PrivateCollector } from "./support/private-collector.ts";
import { tryErasures } from "./support/try-erasures.ts";

it("whoever is erased is in no file, and whoever is not is exported in whole, whatever came before", async () => {
  await tryErasures(3);
});

it("whoever is erased while calls keep coming is gone once they have ended", async () => {
  await using collector = await PrivateCollector.start();
  const id = "person@mail.example";
  const sending = new AbortController();
  const send = async (device: string): Promise<void> => {
    for (let sent = 0; !sending.signal.aborted; sent++) {
      const messageId = `${device}-${sent}`;
      const call = { type: "track", event: "Seen", messageId, properties: { note: `of ${id}` } };
      await collector.send({ ...call, userId: id, anonymousId: device });
      await collector.send({ consumer: id });
    }
  };
  const senders = ["phone-of-person", "tablet-of-person"].map(send);
  for (let times = 0; times < 5; times++) expect((await collector.erase(id)).ids).toContain(id);
  sending.abort();
  await Promise.all(senders);
  await collector.erase(id);
  expect(collector.textsFound([id, "phone-of-person", "tablet-of-person"])).toEqual([]);
  await collector.restart();
  expect(await collector.exportedEvents(id)).toEqual({ kept: [], outgoing: [] });
  expect(collector.textsFound([id, "phone-of-person", "tablet-of-person"])).toEqual([]);
});
