import { beforeEach, expect, test, vi } from "vitest";
import { type RunningRequest, RunningRequests } from "../../src/adapter/running-requests.ts";

interface FrameworkRequest {
  route?: string;
}

let requests: RunningRequests<FrameworkRequest>;
const routeOf = vi.fn(({ route }: FrameworkRequest) => route);

beforeEach(() => {
  requests = new RunningRequests();
  routeOf.mockClear();
});

function begin(route?: string, startedAt = 0, method = "GET"): RunningRequest<FrameworkRequest> {
  const running = { request: route === undefined ? {} : { route }, method, startedAt };
  requests.add(running);
  return running;
}

test("a request that lasts three deliveries is asked for its route once", () => {
  begin("/events");
  for (const now of [1_000, 2_000, 3_000]) {
    expect(requests.lasting(now, routeOf)).toEqual([["GET", "/events", 1]]);
  }
  expect(routeOf).toHaveBeenCalledOnce();
});

test("a request that lasts is asked for its route until it has one", () => {
  const { request } = begin();
  expect(requests.lasting(1_000, routeOf)).toEqual([["GET", null, 1]]);
  request.route = "/events";
  expect(requests.lasting(2_000, routeOf)).toEqual([["GET", "/events", 1]]);
  expect(requests.lasting(3_000, routeOf)).toEqual([["GET", "/events", 1]]);
  expect(routeOf).toHaveBeenCalledTimes(2);
});

test("what a framework puts in the place of its request is asked", () => {
  const running = begin();
  requests.lasting(1_000, routeOf);
  running.request = { route: "/late" };
  expect(requests.lasting(2_000, routeOf)).toEqual([["GET", "/late", 1]]);
});

test("requests count from their first second on until they end", () => {
  const [first, second] = [begin("/a"), begin("/a", 500), begin("/a", 0, "POST"), begin("/b", 900)];
  expect(requests.lasting(999, routeOf)).toEqual([]);
  expect(requests.lasting(1_400, routeOf)).toEqual([["GET", "/a", 1]]);
  expect(requests.lasting(1_500, routeOf)).toEqual([
    ["GET", "/a", 2],
    ["POST", "/a", 1],
  ]);
  requests.remove(second);
  requests.remove(second);
  requests.remove(first);
  expect(requests.lasting(1_900, routeOf)).toEqual([
    ["POST", "/a", 1],
    ["GET", "/b", 1],
  ]);
});

test("a request that ends before it lasts hides none that began after it", () => {
  const first = begin("/a");
  begin("/b");
  requests.remove(first);
  expect(requests.lasting(1_000, routeOf)).toEqual([["GET", "/b", 1]]);
  begin("/c", 1_000);
  expect(requests.lasting(2_000, routeOf)).toHaveLength(2);
});

test("of many that begin to last at once, each delivery asks some, until all count", () => {
  for (let i = 0; i < 5_000; i++) begin("/events");
  const counts = [1_000, 2_000, 3_000].map((now) => {
    routeOf.mockClear();
    const [[, , count] = []] = requests.lasting(now, routeOf);
    return [count, routeOf.mock.calls.length];
  });
  expect(counts).toEqual([
    [2_000, 2_000],
    [4_000, 2_000],
    [5_000, 1_000],
  ]);
});

test("of many without a route each delivery asks some, and all in turn", () => {
  const running = Array.from({ length: 3_000 }, () => begin());
  for (const now of [1_000, 2_000]) requests.lasting(now, routeOf);
  for (const { request } of running) request.route = "/found";
  routeOf.mockClear();
  requests.lasting(3_000, routeOf);
  expect(routeOf.mock.calls.length).toBeLessThanOrEqual(2_000);
  expect(requests.lasting(4_000, routeOf)).toEqual([["GET", "/found", 3_000]]);
});

test("of more than 100,000 the oldest count no more: simulated responses may never end", () => {
  const [oldest] = Array.from({ length: 100_001 }, () => begin());
  expect(oldest!.isRunning).toBe(false);
});

test("at most 100 rows are told, and others take the place of those that end", () => {
  const running = Array.from({ length: 150 }, (_, i) => begin(`/${i}`));
  expect(requests.lasting(1_000, routeOf)).toHaveLength(100);
  for (const each of running.slice(0, 100)) requests.remove(each);
  expect(requests.lasting(1_000, routeOf)).toHaveLength(50);
});

test.each([
  ["for the first time", false],
  ["again", true],
])("a request that ends while it is asked %s does not count", (_, isAgain) => {
  const ended = begin();
  begin("/b");
  if (isAgain) requests.lasting(1_000, routeOf);
  const ending = (request: FrameworkRequest): string | undefined => {
    if (request === ended.request) requests.remove(ended);
    return request.route;
  };
  expect(requests.lasting(2_000, ending)).toEqual([["GET", "/b", 1]]);
});
