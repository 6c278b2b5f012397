import fc from "fast-check";
import { expect, it } from "vitest";
import { fromPeekApi } from "../../../src/dialects/peekapi/peekapi-event.ts";

it("gives every field our name", () => {
  const event = {
    method: "GET",
    path: "/a",
    status_code: 200,
    response_time_ms: 42,
    request_size: 1,
    response_size: 128,
    consumer_id: "c",
    timestamp: "2026-01-02T03:04:05.678Z",
    metadata: { a: 1 },
    ignored: true,
  };
  expect(fromPeekApi(event, 7)).toEqual({
    timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    method: "GET",
    path: "/a",
    status: 200,
    durationMs: 42,
    requestBytes: 1,
    responseBytes: 128,
    consumer: "c",
    metadata: { a: 1 },
  });
});

it("takes the time of arrival where there is none, and cuts the query off the path", () => {
  const map = (event: object): unknown => fromPeekApi(event, 7);
  expect(map({})).toMatchObject({ timestamp: 7 });
  expect(map({ path: "/a?b=c#d" })).toMatchObject({ path: "/a" });
  expect(map({ path: "?b" })).toMatchObject({ path: "" });
  expect(map({ path: 7 })).toMatchObject({ path: 7 });
});

it("takes a time without an offset for UTC, and leaves what is no time to be refused", () => {
  const map = (timestamp: unknown): unknown => fromPeekApi({ timestamp }, 7);
  const timestamp = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  for (const text of [
    "2026-01-02T03:04:05.678901",
    "2026-01-02 03:04:05.678901",
    "2026-01-02 08:34:05.678901+05:30",
  ]) {
    expect(map(text)).toMatchObject({ timestamp });
  }
  for (const other of ["", "yesterday", 7, {}]) {
    expect(map(other)).toMatchObject({ timestamp: other });
  }
});

it("takes an app of Python that answered nothing for one that failed", () => {
  const map = (fields: object): unknown => fromPeekApi({ status_code: 0, ...fields }, 7);
  expect(map({ response_size: 0 })).toMatchObject({ status: 500 });
  expect(map({ response_size: 9 })).toMatchObject({ status: undefined });
  expect(map({})).toMatchObject({ status: undefined });
  expect(map({ status_code: 99, response_size: 0 })).toMatchObject({ status: 99 });
});

it("takes the template of a route for one, unless nothing matched", () => {
  const map = (path: string, status_code = 200): unknown => fromPeekApi({ path, status_code }, 7);
  for (const route of ["/users/:id", "/v1/{tenant}/users", "/:a/b"]) {
    expect(map(`${route}?page=2`)).toMatchObject({ route });
    expect(map(route)).not.toHaveProperty("path");
    expect(map(route, 404)).toMatchObject({ path: route });
  }
  for (const path of ["/users/7", "/a:b", "/{}", "/files/a{b}"]) {
    expect(map(path)).toMatchObject({ path });
    expect(map(path)).not.toHaveProperty("route");
  }
});

it("reads a path that Python's WSGI has as Latin-1", () => {
  const map = (path: string): unknown => fromPeekApi({ path }, 7);
  const latin = String.fromCharCode(...new TextEncoder().encode("/orders/ü✓😀"));
  expect(map(latin)).toMatchObject({ path: "/orders/ü✓😀" });
  for (const path of ["/orders/ü✓", "/café", "/naïve/é"]) expect(map(path)).toMatchObject({ path });
});

it("never throws, whatever an event is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (event) => {
      fromPeekApi(event, 0);
    }),
  );
});
