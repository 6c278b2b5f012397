import { expect, test } from "vitest";
import { createColors } from "../../src/output/colors.ts";
import { formatFirstRequest } from "../../src/output/first-request.ts";

const plain = createColors({}, { NO_COLOR: "1" });
const request = {
  id: "1",
  service: "orders-api",
  environment: "development",
  timestamp: 0,
  method: "GET",
  route: "/users/:id",
  path: "/users/7",
  status: 200,
  durationMs: 12.3,
};

test("says who reported what, and where to look at it", () => {
  const first = {
    service: "orders-api",
    environment: "development",
    sdk: "@peekjs/express 1.0.0",
    request,
  };
  expect(formatFirstRequest(first, "http://localhost:7335", plain)).toBe(
    `  ✓ first request from "orders-api" (@peekjs/express 1.0.0)   GET /users/:id  200  12 ms
    http://localhost:7335/requests?service=orders-api
`,
  );
});

test("prints no escape sequence that a client sent", () => {
  const hostile = { ...request, method: "\u001b[2J", route: "/\u001b]0;x\u0007" };
  const first = { service: "\u001b[31m", environment: "x", sdk: "\u0000", request: hostile };
  expect(formatFirstRequest(first, "http://localhost:7335", plain)).not.toMatch(/[^\P{Cc}\n]/u);
});
