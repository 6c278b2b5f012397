/** One of the example APIs that the demo runs. */
export interface ExampleApi {
  /** Under which it reports to peek. */
  service: string;
  framework: string;
  /** Below the repository. */
  script: string;
}

export const EXAMPLE_APIS = [
  { service: "orders", framework: "Express", script: "examples/express/server.js" },
  { service: "catalog", framework: "Fastify", script: "examples/fastify/server.js" },
  { service: "users", framework: "Koa", script: "examples/koa/server.js" },
  { service: "carts", framework: "Hono", script: "examples/hono/server.js" },
] as const satisfies readonly ExampleApi[];

export type ServiceName = (typeof EXAMPLE_APIS)[number]["service"];
