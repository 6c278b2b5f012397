import type { RequestRecord } from "@peekjs/protocol";
import { DEMO_CONSUMERS } from "./consumers.ts";
import { createPicker, type Random } from "./random.ts";
import { DEMO_SERVICES, type DemoRoute, type DemoService } from "./services.ts";

export interface DemoRequest {
  service: DemoService;
  request: RequestRecord;
}

/** Share of requests that match no route, and that no consumer is known for. */
const UNMATCHED = 0.012;
const ANONYMOUS = 0.06;

const CLIENT_ERRORS = [400, 401, 404, 409, 422, 429];
const SERVER_ERRORS = [500, 502, 503];

/** A source of made-up requests: consumers by Zipf's law, latencies log-normal, errors by route. */
export function createRequestSource(
  random: Random,
): (timestamp: number, trouble: number) => DemoRequest {
  const pickService = createPicker(
    DEMO_SERVICES.map(({ weight }) => weight),
    random,
  );
  const pickRoute = new Map(
    DEMO_SERVICES.map((service) => [
      service,
      createPicker(
        service.routes.map(({ weight }) => weight),
        random,
      ),
    ]),
  );
  const pickConsumer = createPicker(
    DEMO_CONSUMERS.map((_, rank) => 1 / (rank + 1)),
    random,
  );

  return (timestamp, trouble) => {
    const service = DEMO_SERVICES[pickService()]!;
    if (random.next() < UNMATCHED) return { service, request: unmatched(timestamp, random) };
    const route = service.routes[pickRoute.get(service)!()]!;
    const inTrouble = service.name === "orders-api" ? trouble : 0;
    const status = pickStatus(route, inTrouble, random);
    const known = random.next() >= ANONYMOUS;
    return {
      service,
      request: {
        timestamp,
        method: route.method,
        route: route.route,
        path: fillIn(route.route, random),
        status,
        durationMs: round(random.around(route.median * (1 + 4 * inTrouble), 0.55)),
        responseBytes: Math.round(random.around(route.bytes, 0.3)),
        ...(known && { consumer: DEMO_CONSUMERS[pickConsumer()]!, consumerSource: "app" as const }),
        ...(status >= 500 && { errorType: status === 500 ? "TypeError" : "UpstreamTimeout" }),
      },
    };
  };
}

function pickStatus(route: DemoRoute, trouble: number, random: Random): number {
  const at = random.next();
  const serverErrors = route.serverErrors + 0.25 * trouble;
  if (at < serverErrors) return SERVER_ERRORS[random.below(SERVER_ERRORS.length)]!;
  if (at < serverErrors + route.clientErrors) {
    return CLIENT_ERRORS[random.below(CLIENT_ERRORS.length)]!;
  }
  if (route.method === "POST") return 201;
  return route.method === "DELETE" ? 204 : 200;
}

function unmatched(timestamp: number, random: Random): RequestRecord {
  const paths = ["/wp-login.php", "/.env", "/admin", "/favicon.ico", "/robots.txt"];
  return {
    timestamp,
    method: "GET",
    path: paths[random.below(paths.length)]!,
    status: 404,
    durationMs: round(random.around(0.8, 0.4)),
    responseBytes: 43,
  };
}

function fillIn(template: string, random: Random): string {
  return template.replace(/:\w+/g, () => String(1_000 + random.below(9_000)));
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
