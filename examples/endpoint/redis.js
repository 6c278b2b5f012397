// @ts-check
import { createClient } from "@redis/client";

/**
 * Appends each event to the stream `events`, a batch in one transaction: all of it or nothing.
 *
 * @param {string} [url]
 */
export async function openRedis(url = "redis://127.0.0.1:6379") {
  const client = createClient({ url, disableOfflineQueue: true });
  client.on("error", (error) => console.error("redis:", error));
  await client.connect();

  /** @type {import("@peekjs/collector").EndpointOptions["handler"]} */
  const handler = async ({ service, environment, events }) => {
    if (events.length === 0) return;
    const transaction = client.multi();
    for (const event of events) {
      const fields = { service, environment, event: JSON.stringify(event) };
      transaction.xAdd("events", "*", fields);
    }
    await transaction.exec();
  };
  return { handler, close: () => client.close() };
}
