import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek, type PeekError, type PeekOptions } from "@peekjs/core";
import { meta, tiktok } from "@peekjs/destinations";
import type { Vendor } from "@peekjs/testing";
import { onTestFinished } from "vitest";
import { startTakingVendor } from "./support.ts";

/** What an app calls when somebody has bought something. */
export const PURCHASE = {
  event: "Order Completed",
  userId: "u1",
  eventId: "order-1",
  properties: { revenue: 20, currency: "EUR" },
  userData: { email: "ada@example.com" },
};

/** What makes the clients of a test, and the vendor that their destinations send to. */
export interface Shop {
  vendor: Vendor;
  /** Where the clients keep what they cannot deliver. */
  folder: string;
  /** What the clients said. */
  errors: PeekError[];
  create(options: PeekOptions): Peek;
  toMeta(options?: Partial<Parameters<typeof meta>[0]>): ReturnType<typeof meta>;
  toTikTok(url?: string): ReturnType<typeof tiktok>;
}

/** Starts a vendor for clients with destinations; all of it ends with the test. */
export async function startShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), "peek-destinations-"));
  const vendor = await startTakingVendor();
  const clients: Peek[] = [];
  const errors: PeekError[] = [];
  onTestFinished(async () => {
    await Promise.all(clients.map((client) => client.shutdown({ timeout: 10 })));
    await vendor.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const quick = { accessToken: "t", retryDelay: 5 };
  return {
    vendor,
    folder,
    errors,
    create(options) {
      const client = createPeek({
        service: "shop",
        environment: "staging",
        storagePath: folder,
        onError: (error) => errors.push(error),
        ...options,
      });
      clients.push(client);
      return client;
    },
    toMeta: (options) => meta({ ...quick, pixelId: "1", endpoint: vendor.url, ...options }),
    toTikTok: (url = vendor.url) => tiktok({ ...quick, pixelCode: "1", endpoint: url }),
  };
}
