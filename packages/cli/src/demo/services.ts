/** One endpoint of a made-up service. */
export interface DemoRoute {
  method: string;
  route: string;
  /** How often it is called, beside the others of its service. */
  weight: number;
  /** Typical time, in milliseconds. */
  median: number;
  /** Share of answers with 4xx and 5xx. */
  clientErrors: number;
  serverErrors: number;
  bytes: number;
}

export interface DemoService {
  name: string;
  sdk: string;
  weight: number;
  routes: readonly DemoRoute[];
}

function route(
  method: string,
  template: string,
  weight: number,
  median: number,
  bytes: number,
  clientErrors = 0.01,
  serverErrors = 0.002,
): DemoRoute {
  return { method, route: template, weight, median, bytes, clientErrors, serverErrors };
}

export const DEMO_SERVICES: readonly DemoService[] = [
  {
    name: "orders-api",
    sdk: "@peekjs/express",
    weight: 5,
    routes: [
      route("GET", "/orders", 9, 38, 6_200),
      route("GET", "/orders/:orderId", 14, 14, 1_400, 0.03),
      route("POST", "/orders", 5, 96, 420, 0.06, 0.012),
      route("POST", "/orders/:orderId/payments", 3, 310, 260, 0.04, 0.02),
      route("DELETE", "/orders/:orderId", 1, 45, 0, 0.05),
    ],
  },
  {
    name: "catalog-api",
    sdk: "@peekjs/fastify",
    weight: 7,
    routes: [
      route("GET", "/products", 12, 22, 18_400),
      route("GET", "/products/:sku", 22, 6, 2_100, 0.04),
      route("GET", "/search", 8, 120, 9_800, 0.005, 0.004),
      route("GET", "/products/:sku/reviews", 6, 31, 5_600),
    ],
  },
  {
    name: "users-api",
    sdk: "@peekjs/koa",
    weight: 3,
    routes: [
      route("POST", "/sessions", 5, 140, 310, 0.12),
      route("GET", "/users/:userId", 10, 9, 820, 0.02),
      route("PATCH", "/users/:userId", 2, 33, 820, 0.05),
      route("GET", "/users/:userId/addresses", 4, 12, 640),
    ],
  },
  {
    name: "carts-api",
    sdk: "@peekjs/hono",
    weight: 4,
    routes: [
      route("GET", "/carts/:cartId", 12, 5, 1_900, 0.02),
      route("PUT", "/carts/:cartId/items/:sku", 7, 11, 300, 0.03),
      route("POST", "/carts/:cartId/checkout", 2, 420, 380, 0.05, 0.015),
    ],
  },
];
