import { PostHog } from "posthog-node";
import type { Subject, SubjectContext } from "../../../src/subjects/subject.ts";

/** An event for each request, captured when its response closes; default options. */
export default function posthogNode({ sink, routeOf }: SubjectContext): Subject {
  const client = new PostHog("phc_benchmark", { host: sink });
  return {
    observe(incoming, outgoing, request) {
      const start = performance.now();
      outgoing.on("close", () => {
        client.capture({
          distinctId: incoming.headers["x-api-key"] as string,
          event: "request",
          properties: {
            method: incoming.method,
            route: routeOf(request),
            status: outgoing.statusCode,
            durationMs: performance.now() - start,
          },
        });
      });
    },
    settle: () => client.flush(),
  };
}
