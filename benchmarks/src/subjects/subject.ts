import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Express } from "express";
import type { FastifyInstance } from "fastify";
import type { Hono } from "hono";
import type Koa from "koa";

/** A Hono app that @hono/node-server serves. */
export type NodeHono = Hono<{ Bindings: HttpBindings }>;

/**
 * What is measured inside an app. A subject that has nothing for a framework is not measured there; one with none at
 * all is the bare app.
 */
export interface Subject {
  /** For subjects that treat all frameworks alike: called first with every request. */
  observe?(incoming: IncomingMessage, outgoing: ServerResponse, request: unknown): void;
  express?(app: Express): void;
  fastify?(app: FastifyInstance): PromiseLike<unknown> | void;
  koa?(app: Koa): void;
  hono?(app: NodeHono): NodeHono["fetch"] | void;
  /** Resolves when all that was recorded is handed on; its time is charged to the requests. */
  settle?(): Promise<unknown>;
  /** Throws when fewer than all requests were recorded and delivered. */
  verify?(requests: number): void;
}

export interface SubjectContext {
  /** Base URL of a server that accepts everything. */
  sink: string;
  /** A folder of its own. */
  storagePath: string;
  /** The route template of a framework's own request, once the app has routed it. */
  routeOf(request: unknown): string | undefined;
}

/** What the module of a subject exports as its default. */
export type CreateSubject = (context: SubjectContext) => Subject | Promise<Subject>;
