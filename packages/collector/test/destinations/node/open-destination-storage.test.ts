import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openDestinationStorage } from "../../../src/destinations/node/index.ts";
import { temporaryFolder } from "../support/events.ts";

it("has a folder alone, until it is closed", async () => {
  const directory = temporaryFolder();
  const first = await openDestinationStorage({ directory });
  await expect(openDestinationStorage({ directory })).rejects.toMatchObject({
    code: "PEEK_E_DESTINATION_STORAGE_LOCKED",
  });
  await first.outbox.add({ source: {}, events: [], requests: [] });
  await first.close();
  const second = await openDestinationStorage({ directory });
  await second.close();
  expect(existsSync(join(directory, "lock"))).toBe(false);
});
