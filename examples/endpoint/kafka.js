// @ts-check
import { Kafka } from "kafkajs";

/**
 * Sends a batch to the topic `events`, the events of one user in order.
 *
 * @param {string} [brokers] Separated by commas.
 */
export async function openKafka(brokers = "127.0.0.1:9092") {
  const kafka = new Kafka({ clientId: "endpoint", brokers: brokers.split(",") });
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();

  /** @type {import("@peekjs/collector").EndpointOptions["handler"]} */
  const handler = async ({ service, environment, events }) => {
    if (events.length === 0) return;
    const messages = events.map((event) => ({
      key: event.userId ?? event.anonymousId ?? null,
      value: JSON.stringify({ service, environment, event }),
    }));
    await producer.send({ topic: "events", messages });
  };
  return { handler, close: () => producer.disconnect() };
}
