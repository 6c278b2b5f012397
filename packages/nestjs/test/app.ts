import "reflect-metadata";
import { PassThrough, Readable } from "node:stream";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  BadRequestException,
  type CanActivate,
  Controller,
  type DynamicModule,
  Get,
  HttpCode,
  Module,
  Param,
  Post,
  Redirect,
  Req,
  Res,
  StreamableFile,
  type Type,
  UnauthorizedException,
  UseGuards,
} from "@nestjs/common";
import { type AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import type { Peek } from "@peekjs/core";
import { PeekModule, setConsumer } from "@peekjs/nestjs";
import {
  answerRaw,
  brokenBody,
  compressedBody,
  endlessBody,
  FIRST_EVENT,
  running,
  streamedBody,
  type AppSetup,
  type RunningApp,
  type Surroundings,
} from "@peekjs/testing/conformance";
import { decorate } from "./decorate.ts";

type Raw<Message> = Message & { raw?: Message };
type Handler = (request: Raw<IncomingMessage>, response: Raw<ServerResponse>) => unknown;

class Routes {}
Controller()(Routes);

function add(method: string, handler: Handler, ...decorators: MethodDecorator[]): void {
  // Decorators leave their marks on the function: each route has one of its own.
  const value: Handler = (request, response) => handler(request, response);
  Object.defineProperty(Routes.prototype, method, { value, configurable: true });
  decorate(Routes, method, decorators, [Req(), Res({ passthrough: true })]);
}

const parametersOf = (request: object): unknown => (request as { params: unknown }).params;
const rawOf = <Message extends object>(message: Raw<Message>): Message => message.raw ?? message;

add("ok", () => "ok", Get("ok"));
add(
  "echo",
  (request) => new StreamableFile(rawOf(request).pipe(new PassThrough())),
  Post("echo"),
  HttpCode(200),
);
add("user", parametersOf, Get("users/:id"));
add("order", parametersOf, Get("tenants/:tenant/orders/:order"));
add("files", () => "file", Get("files/*"));
add(
  "guarded",
  () => "never",
  Get("guarded/:zone/*"),
  UseGuards(
    guard(() => {
      throw new UnauthorizedException();
    }),
  ),
);
add(
  "throwsSync",
  () => {
    throw new TypeError("sync failure");
  },
  Get("throws-sync"),
);
add("rejects", () => Promise.reject(new RangeError("async failure")), Get("rejects"));
add("noContent", () => undefined, Get("no-content"), HttpCode(204));
add("notModified", () => undefined, Get("not-modified"), HttpCode(304));
add("redirect", () => undefined, Get("redirect"), Redirect("/ok"));
add("stream", () => new StreamableFile(streamedBody()), Get("stream"));
add("brokenStream", () => new StreamableFile(brokenBody()), Get("broken-stream"));
add("endless", () => new StreamableFile(endlessBody()), Get("endless"));
add(
  "sse",
  () => {
    const events = new Readable({ read() {} });
    events.push(FIRST_EVENT);
    return new StreamableFile(events, { type: "text/event-stream" });
  },
  Get("sse"),
);
add(
  "slow",
  (_, response) => new Promise((resolve) => rawOf(response).once("close", resolve)),
  Get("slow"),
);
add(
  "me",
  (request) => {
    setConsumer(request, { id: "user-7", name: "Seven", group: "team" });
    return "ok";
  },
  Get("me"),
);
add(
  "nobody",
  (request) => {
    setConsumer(request, null);
    return "ok";
  },
  Get("nobody"),
);
add(
  "member",
  () => "ok",
  Get("members/:id"),
  UseGuards(
    guard(async (request) => {
      await Promise.resolve();
      setConsumer(request, "member");
      return true;
    }),
  ),
);
add(
  "validated",
  () => {
    throw new BadRequestException("id is missing");
  },
  Post("validated"),
);
add("inner", parametersOf, Get("inner/deep/:id"));

add(
  "compressed",
  (request, response) => {
    const { encoding, body } = compressedBody(rawOf(request).headers["accept-encoding"]);
    rawOf(response).setHeader("content-encoding", encoding);
    return new StreamableFile(body.pipe(new PassThrough()), { type: "text/plain" });
  },
  Get("compressed"),
);

class RawRoutes {
  raw(name: string, request: Raw<IncomingMessage>, response: Raw<ServerResponse>): void {
    (response as { hijack?(): void }).hijack?.();
    answerRaw(name, rawOf(request), rawOf(response));
  }
}
Controller()(RawRoutes);
decorate(RawRoutes, "raw", [Get("raw/:name")], [Param("name"), Req(), Res()]);

/** A guard that is asked with the platform's request. */
function guard(canActivate: (request: IncomingMessage) => boolean | Promise<boolean>): CanActivate {
  return { canActivate: (context) => canActivate(context.switchToHttp().getRequest()) };
}

/** An app of the suite's routes on a platform. */
export async function startApp(
  createPlatform: () => AbstractHttpAdapter,
  { clients, surroundings }: AppSetup<Peek>,
): Promise<RunningApp> {
  const imports = clients.map((client) => PeekModule.forRoot({ client }));
  const controllers = [Routes, RawRoutes, ...(surroundings ? [tellerOf(surroundings)] : [])];
  const platform = createPlatform();
  if (surroundings) openBefore(platform, surroundings);
  const app = await NestFactory.create(moduleOf(controllers, imports), platform, {
    logger: false,
    bodyParser: false,
    forceCloseConnections: true,
    abortOnError: false,
  });
  if (surroundings)
    app.use((_: unknown, _response: unknown, next: Next) => surroundings.after(next));
  // Bodies are left to the routes.
  if (platform.getType() === "fastify") {
    const fastify = platform.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser("*", (_: unknown, _body: unknown, done: (error: null) => void) =>
      done(null),
    );
  }
  await app.listen(0, "127.0.0.1");
  return { ...(await running(app.getHttpServer())), close: () => app.close() };
}

type Next = () => void;

/** In front of all that Nest and its modules add. */
function openBefore(platform: AbstractHttpAdapter, surroundings: Surroundings): void {
  const before = (_: unknown, _response: unknown, next: Next): void => surroundings.before(next);
  const app = platform.getInstance();
  if (platform.getType() === "fastify") app.addHook("onRequest", before);
  else app.use(before);
}

/** `GET /surroundings` */
function tellerOf(surroundings: Surroundings): Type {
  class Teller {
    tell(): string[] {
      return surroundings.tell();
    }
  }
  Controller()(Teller);
  decorate(Teller, "tell", [Get("surroundings")]);
  return Teller;
}

/** A root module. */
function moduleOf(controllers: Type[], imports: DynamicModule[]): Type {
  class AppModule {}
  Module({ controllers, imports })(AppModule);
  return AppModule;
}
