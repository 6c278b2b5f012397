import { Histogram, Registry } from "prom-client";
import type { Subject, SubjectContext } from "../../../src/subjects/subject.ts";

/** One histogram by method, route and status: neither consumers nor single requests. Nobody scrapes it here. */
export default function promClient({ routeOf }: SubjectContext): Subject {
  const histogram = new Histogram({
    name: "http_request_duration_seconds",
    help: "Duration of requests",
    labelNames: ["method", "route", "status"] as const,
    registers: [new Registry()],
  });
  return {
    observe(incoming, outgoing, request) {
      const start = performance.now();
      outgoing.on("close", () => {
        histogram.observe(
          {
            method: incoming.method!,
            route: routeOf(request) ?? "",
            status: outgoing.statusCode,
          },
          (performance.now() - start) / 1_000,
        );
      });
    },
  };
}
