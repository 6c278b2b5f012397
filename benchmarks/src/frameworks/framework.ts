import type { Server } from "node:http";
import type { Subject } from "../subjects/subject.ts";

/** A web framework, with the app that every subject is measured in. */
export interface Framework {
  /** The template of the route that a request of the framework's own took. */
  routeOf(request: unknown): string | undefined;
  /** The app as a server that does not listen yet. */
  serve(subject: Subject): Promise<Server>;
}

export const FRAMEWORKS = ["express", "fastify", "koa", "hono"] as const;

export type FrameworkName = (typeof FRAMEWORKS)[number];

const modules: Record<FrameworkName, () => Promise<{ framework: Framework }>> = {
  express: () => import("./express.ts"),
  fastify: () => import("./fastify.ts"),
  koa: () => import("./koa.ts"),
  hono: () => import("./hono.ts"),
};

/** Loads the framework only now, so that a subject may come before it. */
export async function loadFramework(name: FrameworkName): Promise<Framework> {
  const { framework } = await modules[name]();
  return framework;
}
