import { describe, expect, it } from "vitest";
import { matchesFilter, parseFilter, type StoredRequest } from "../../src/index.ts";

const request: StoredRequest = {
  id: "1",
  service: "orders",
  environment: "production",
  timestamp: 0,
  method: "GET",
  route: "/users/:id",
  path: "/users/7",
  status: 503,
  durationMs: 750,
  consumer: "c_1",
  consumerName: "Acme",
  consumerGroup: "gold",
  errorType: "TypeError",
  errorMessage: "x is not a function",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  clientAddress: "10.1.2.0",
};
const bare: StoredRequest = {
  id: "2",
  service: "orders",
  environment: "production",
  timestamp: 0,
  method: "GET",
  durationMs: 1,
};

function matches(text: string, subject: StoredRequest): boolean {
  const { filter, errors } = parseFilter(text);
  expect(errors).toEqual([]);
  return matchesFilter(filter, subject);
}

describe("matchesFilter", () => {
  it.each([
    "",
    "status:5xx",
    "status:503",
    "status:>=500 status:<504",
    "-status:4xx",
    "method:get",
    "route:/users/:id",
    "-route:/health",
    "path:/users/7",
    "dur:>500ms dur:<=750 dur:750ms",
    "service:orders env:production",
    "consumer:c_1 group:gold",
    "error:TypeError",
    'error:"x is not a function"',
    "trace:4BF92F3577B34DA6A3CE929D0E0E4736",
    "ip:10.1.2.0",
    "outcome:completed",
    '"NOT A function"',
    "acme",
    "/users",
  ])("finds the request by %s", (text) => {
    expect(matches(text, request)).toBe(true);
  });

  it.each([
    "status:4xx",
    "-status:5xx",
    "status:5xx method:POST",
    "dur:<500ms",
    "outcome:upgrade",
    "route:/users",
    "nowhere",
    'route:""',
  ])("does not find it by %s", (text) => {
    expect(matches(text, request)).toBe(false);
  });

  it.each([
    ['route:""', true],
    ['consumer:""', true],
    ["-route:/health", true],
    ["-status:5xx", true],
    ["status:<=599", false],
    ["outcome:completed", true],
    ["anything", false],
  ])("treats what is absent so that %s gives %s", (text, expected) => {
    expect(matches(text, bare)).toBe(expected);
  });
});
