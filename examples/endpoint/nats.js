// @ts-check
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, nanos } from "@nats-io/transport-node";

const DAY = 86_400_000;

/**
 * Publishes each event to the stream `events`, which knows for a day what it has.
 *
 * @param {string} [url]
 */
export async function openNats(url = "nats://127.0.0.1:4222") {
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({
    name: "events",
    subjects: ["events.*"],
    duplicate_window: nanos(DAY),
  });
  const stream = jetstream(connection);

  /** @type {import("@peekjs/collector").EndpointOptions["handler"]} */
  const handler = async ({ service, environment, events }) => {
    const published = events.map((event) => {
      const payload = JSON.stringify({ service, environment, event });
      // A header's value: as JSON, it holds no line break, whatever the client sent.
      const id = JSON.stringify([service, environment, event.messageId]);
      const options = event.messageId === undefined ? {} : { msgID: id };
      return stream.publish(`events.${event.type}`, payload, options);
    });
    await Promise.all(published);
  };
  return { handler, close: () => connection.drain() };
}
