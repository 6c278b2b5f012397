import { createCollector, type Endpoint, type ReceivedBatch } from "@peekjs/collector";

const received: ReceivedBatch[] = [];

const options = {
  allowedOrigins: ["https://shop.example"],
  maxPayloadSize: 100_000,
  onError: () => undefined,
  handler: (batch: ReceivedBatch) => {
    if (batch.events.some(({ event }) => event === "Unlucky")) throw new Error("the queue is full");
    received.push(batch);
  },
};

/** At module scope, as the documentation shows it. */
const endpoints: Record<string, Endpoint> = {
  collect: createCollector({ ...options, path: "/collect" }),
  queued: createCollector({ ...options, path: "/queued", background: true }),
  strict: createCollector({
    ...options,
    path: "/strict",
    validateSchema: true,
    validateRequiredFields: true,
  }),
};

/** The fetch handler of the whole app: its endpoints, and what they handed on. */
export const fetch: Endpoint["fetch"] = (request, env, execution) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/received") return Response.json(received);
  const endpoint = endpoints[pathname.split("/")[1]!];
  return endpoint?.fetch(request, env, execution) ?? new Response(null, { status: 404 });
};
