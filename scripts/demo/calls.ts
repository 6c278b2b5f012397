import type { ServiceName } from "./apis.ts";

/** A whole number from 1 to `most`. */
export type Numbers = (most: number) => number;

/** A kind of call that the demo's traffic makes. */
export interface Call {
  service: ServiceName;
  method: string;
  /** The template that must be reported; undefined where no route matches. */
  route?: string;
  /** How often it is made, beside the others. */
  weight: number;
  /** The path, and perhaps a query, of one call. */
  target: (numbers: Numbers) => string;
  body?: (numbers: Numbers) => unknown;
  headers?: Record<string, string>;
}

const sku = (numbers: Numbers): string => `sku-${numbers(70)}`;
const cart = (numbers: Numbers): string => `cart-${numbers(52)}`;

export const CALLS: readonly Call[] = [
  // orders
  { service: "orders", method: "GET", route: "/orders", weight: 8, target: () => "/orders?page=2" },
  {
    service: "orders",
    method: "GET",
    route: "/orders/:orderId",
    weight: 14,
    target: (n) => `/orders/${n(208)}`,
  },
  {
    service: "orders",
    method: "POST",
    route: "/orders",
    weight: 4,
    target: () => "/orders",
    body: (n) => ({ item: sku(n), quantity: n(6) - 1 }),
  },
  {
    service: "orders",
    method: "POST",
    route: "/orders/:orderId/payments",
    weight: 3,
    target: (n) => `/orders/${n(204)}/payments`,
  },
  {
    service: "orders",
    method: "GET",
    route: "/stores/:storeId/stock/:item",
    weight: 5,
    target: (n) => `/stores/${n(9)}/stock/${sku(n)}`,
  },
  { service: "orders", method: "GET", weight: 1, target: () => "/wp-login.php" },
  // catalog
  { service: "catalog", method: "GET", route: "/products", weight: 9, target: () => "/products" },
  {
    service: "catalog",
    method: "GET",
    route: "/products/:sku",
    weight: 18,
    target: (n) => `/products/${sku(n)}`,
  },
  {
    service: "catalog",
    method: "HEAD",
    route: "/products/:sku",
    weight: 1,
    target: (n) => `/products/sku-${n(59)}`,
  },
  {
    service: "catalog",
    method: "GET",
    route: "/products/:sku/reviews",
    weight: 6,
    target: (n) => `/products/${sku(n)}/reviews`,
  },
  {
    service: "catalog",
    method: "GET",
    route: "/products/:sku/availability",
    weight: 2,
    target: (n) => `/products/${sku(n)}/availability`,
  },
  {
    service: "catalog",
    method: "GET",
    route: "/search",
    weight: 5,
    target: (n) => (n(20) === 1 ? "/search" : `/search?q=Product%20${n(9)}`),
  },
  { service: "catalog", method: "GET", weight: 1, target: () => "/.env" },
  // users
  { service: "users", method: "GET", route: "/users", weight: 2, target: () => "/users" },
  {
    service: "users",
    method: "GET",
    route: "/users/:userId",
    weight: 10,
    target: (n) => `/users/${n(83)}`,
  },
  {
    service: "users",
    method: "GET",
    route: "/users/:userId/addresses",
    weight: 4,
    target: (n) => `/users/${n(80)}/addresses`,
  },
  {
    service: "users",
    method: "DELETE",
    route: "/users/:userId",
    weight: 1,
    target: (n) => `/users/${n(90)}`,
  },
  {
    service: "users",
    method: "POST",
    route: "/sessions",
    weight: 4,
    target: () => "/sessions",
    headers: { authorization: "Bearer demo" },
  },
  { service: "users", method: "POST", route: "/sessions", weight: 1, target: () => "/sessions" },
  {
    service: "users",
    method: "GET",
    route: "/sessions/:sessionId/avatar",
    weight: 0.5,
    target: (n) => `/sessions/${n(9)}/avatar`,
  },
  // carts
  {
    service: "carts",
    method: "GET",
    route: "/carts/:cartId",
    weight: 12,
    target: (n) => `/carts/${cart(n)}`,
  },
  {
    service: "carts",
    method: "PUT",
    route: "/carts/:cartId/items/:sku",
    weight: 7,
    target: (n) => `/carts/cart-${n(50)}/items/${sku(n)}`,
    body: (n) => (n(30) === 1 ? {} : { quantity: n(4) }),
  },
  {
    service: "carts",
    method: "POST",
    route: "/carts/:cartId/checkout",
    weight: 3,
    target: (n) => `/carts/cart-${n(50)}/checkout`,
  },
  {
    service: "carts",
    method: "GET",
    route: "/carts/:cartId/suggestions",
    weight: 3,
    target: (n) => `/carts/cart-${n(50)}/suggestions`,
  },
  { service: "carts", method: "GET", weight: 1, target: () => "/admin" },
];
