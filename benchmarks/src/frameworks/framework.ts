import type { Server } from "node:http";
import type { Subject } from "../subjects/subject.ts";

/** A web framework, with the app that every subject is measured in. */
export interface Framework {
  routeOf(request: unknown): string | undefined;
  /** The app as a server that does not listen yet; undefined when the subject has nothing for this framework. */
  serve(subject: Subject): Promise<Server>;
}

export const FRAMEWORKS = ["express", "fastify", "koa", "hono"] as const;

export type FrameworkName = (typeof FRAMEWORKS)[number];

/** Loads the framework only now, so that a subject may come before it. */
export async function loadFramework(name: FrameworkName): Promise<Framework> {
  const { framework } = (await import(`./${name}.ts`)) as { framework: Framework };
  return framework;
}
