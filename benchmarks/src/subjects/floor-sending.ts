import { once } from "node:events";
import { Agent, request } from "node:http";
import type { IncomingMessage } from "node:http";
import { observeWith, type Observation } from "./observation.ts";
import type { Subject, SubjectContext } from "./subject.ts";

const BATCH = 1_000;

/** The floor, with one JSON request for every 1,000 observations. No retry, no bound, nothing on disk. */
export default function floorSending({ sink }: SubjectContext): Subject {
  const agent = new Agent({ keepAlive: true });
  const underway = new Set<Promise<void>>();
  let observations: Observation[] = [];
  let delivered = 0;

  function send(): void {
    if (observations.length === 0) return;
    const batch = observations;
    observations = [];
    const posting = post(`${sink}/floor`, agent, JSON.stringify(batch)).then(() => {
      delivered += batch.length;
      underway.delete(posting);
    });
    underway.add(posting);
  }
  return {
    observe: observeWith((observation) => {
      if (observations.push(observation) === BATCH) send();
    }),
    async settle() {
      send();
      await Promise.all(underway);
    },
    verify(requests) {
      if (delivered !== requests) throw new Error(`${delivered} of ${requests} were delivered`);
    },
  };
}

async function post(url: string, agent: Agent, body: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const posted = request(url, { method: "POST", agent, headers }).end(body);
  const [response] = (await once(posted, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
}
