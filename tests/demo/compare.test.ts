import { expect, test } from "vitest";
import { compare } from "../../scripts/demo/compare.ts";

const request = {
  service: "orders",
  method: "GET",
  path: "/orders/7",
  route: "/orders/:orderId",
  status: 200,
  consumer: "c_1",
};

test("finds no difference between the same requests in another order", () => {
  const other = { ...request, path: "/orders/8" };
  expect(compare([request, other, request], [request, request, other])).toEqual({
    missing: [],
    unexpected: [],
  });
});

test.each([
  ["service", "carts"],
  ["method", "HEAD"],
  ["path", "/orders/8"],
  ["route", undefined],
  ["status", 201],
  ["consumer", undefined],
])("tells requests apart by their %s", (field, value) => {
  const { missing, unexpected } = compare([request], [{ ...request, [field]: value }]);
  expect(missing).toHaveLength(1);
  expect(unexpected).toHaveLength(1);
});

test("counts how often a request is missing or there too often", () => {
  expect(compare([request, request, request], [request]).missing).toHaveLength(2);
  expect(compare([request], [request, request]).unexpected).toEqual([
    "orders: GET /orders/7, route /orders/:orderId, 200, c_1",
  ]);
});
