import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  ForbiddenException,
  Get,
  HttpException,
  type MiddlewareConsumer,
  Module,
  Post,
  RequestMethod,
  type Type,
  UseFilters,
  UseGuards,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
} from "@nestjs/common";
import { type AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { createPeek, type Peek, peekFromEnvironment } from "@peekjs/core";
import { PeekModule, setConsumer } from "@peekjs/nestjs";
import type { RecordingEndpoint } from "@peekjs/testing";
import { running, startClient } from "@peekjs/testing/conformance";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { beforeEach, describe, expect, test } from "vitest";
import { stubEnvironment } from "../../../tests/support/environment.ts";
import { decorate } from "./decorate.ts";

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});

class AnswersItself {
  catch(_: HttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse();
    response.status(418).send("own answer");
  }
}
Catch(HttpException)(AnswersItself);

const forbids: CanActivate = {
  canActivate() {
    throw new ForbiddenException("not yours");
  },
};

class Cats {
  find(): string {
    return "cat";
  }
  create(): void {}
  refused(): void {}
  answered(): void {}
}
Controller({ path: "cats", version: "1" })(Cats);
decorate(Cats, "find", [Get(":catId")]);
decorate(Cats, "create", [Post(), Version(VERSION_NEUTRAL)]);
decorate(Cats, "refused", [Get(":catId/refused"), UseGuards(forbids)]);
decorate(Cats, "answered", [Get(":catId/answered"), UseGuards(forbids), UseFilters(AnswersItself)]);

/** What these tests use of an app of Express. */
interface ExpressApp {
  (request: IncomingMessage, response: ServerResponse): void;
  use(...mount: [string | string[] | RegExp, ExpressApp] | [ExpressApp]): ExpressApp;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const answersSome: Middleware = (request, response, next) => {
  if (request.headers["x-stop"] === undefined) {
    next();
    return;
  }
  setConsumer(request, "from middleware");
  response.writeHead(401).end("stop");
};

/** Imports what is given; with a middleware for every path and method. */
function moduleWith(imports: object[]): Type {
  class AppModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(answersSome).forRoutes({ path: "*path", method: RequestMethod.ALL });
    }
  }
  Module({ controllers: [Cats], imports: imports as never })(AppModule);
  return AppModule;
}

const PLATFORMS: [string, () => AbstractHttpAdapter][] = [
  ["Express", () => new ExpressAdapter()],
  ["Fastify", () => new FastifyAdapter()],
];

describe.each(PLATFORMS)("on %s", (_, createPlatform) => {
  async function start(
    imports: object[],
  ): Promise<{ get(path: string, init?: RequestInit): Promise<number> } & AsyncDisposable> {
    const app = await NestFactory.create(moduleWith(imports), createPlatform(), {
      logger: false,
      forceCloseConnections: true,
    });
    app.setGlobalPrefix("api");
    app.enableVersioning({ type: VersioningType.URI });
    app.enableCors();
    await app.listen(0, "127.0.0.1");
    const { port } = await running(app.getHttpServer());
    return {
      async get(path, init) {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
        await response.arrayBuffer();
        return response.status;
      },
      [Symbol.asyncDispose]: () => app.close(),
    };
  }

  test("routes have the global prefix and the version", async () => {
    await using app = await start([PeekModule.forRoot({ client })]);
    expect(await app.get("/api/v1/cats/7?x=1")).toBe(200);
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { route: "/api/v1/cats/:catId", path: "/api/v1/cats/7", status: 200 },
    ]);
    expect(endpoint.envelopes[0]!.batch.sdk?.name).toBe("@peekjs/nestjs");
  });

  test("neither route nor error for what nothing matched, also under the prefix", async () => {
    await using app = await start([PeekModule.forRoot({ client })]);
    for (const path of ["/api/nope", "/nope", "/api/v2/cats/7"]) {
      expect(await app.get(path)).toBe(404);
    }
    await client.flush();
    expect(endpoint.requests).toHaveLength(3);
    for (const record of endpoint.requests) {
      expect(record).not.toHaveProperty("route");
      expect(record).not.toHaveProperty("errorType");
    }
  });

  test("what guards throw, whichever filter answers", async () => {
    await using app = await start([PeekModule.forRoot({ client })]);
    expect(await app.get("/api/v1/cats/7/refused")).toBe(403);
    expect(await app.get("/api/v1/cats/7/answered")).toBe(418);
    await client.flush();
    const error = { errorType: "ForbiddenException", errorMessage: "not yours" };
    expect(endpoint.requests).toMatchObject([
      { route: "/api/v1/cats/:catId/refused", status: 403, ...error },
      { route: "/api/v1/cats/:catId/answered", status: 418, ...error },
    ]);
  });

  test("what middleware and Nest itself answer before any route", async () => {
    await using app = await start([PeekModule.forRoot({ client })]);
    expect(await app.get("/api/v1/cats/7", { headers: { "x-stop": "1" } })).toBe(401);
    const preflight = { origin: "http://a.test", "access-control-request-method": "GET" };
    expect(await app.get("/api/v1/cats/7", { method: "OPTIONS", headers: preflight })).toBe(204);
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { status: 401, consumer: "from middleware" },
      { method: "OPTIONS", status: 204 },
    ]);
  });

  test("a client that a factory makes", async () => {
    await using app = await start([
      PeekModule.forRootAsync({ useFactory: async () => ({ client }) }),
    ]);
    await app.get("/api/v1/cats/7");
    expect(await client.flush()).toMatchObject({ delivered: 1 });
  });

  test("imported twice with the same client: said once, one record", async () => {
    const again = PeekModule.forRoot({ client, capturePath: true });
    await using app = await start([PeekModule.forRoot({ client }), again]);
    await app.get("/api/v1/cats/7");
    await app.get("/api/nope");
    await client.flush();
    expect(endpoint.requests).toHaveLength(2);
    expect(codes).toEqual(["PEEK_W_DOUBLE"]);
  });

  test("identifyConsumer gets the platform's own request", async () => {
    const identifyConsumer = ({ params }: { params: { catId: string } }): string => params.catId;
    await using app = await start([PeekModule.forRoot({ client, identifyConsumer })]);
    await app.get("/api/v1/cats/7");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumer: "7", consumerSource: "app" }]);
  });
});

describe("apps of Express around Nest's", () => {
  const newApp = (): ExpressApp => new ExpressAdapter().getInstance();
  const mountings: [string, (nest: ExpressApp) => ExpressApp, string, string | undefined][] = [
    ["mount", (nest) => newApp().use("/api", nest), "/api", "/api"],
    ["a mount with a slash at its end", (nest) => newApp().use("/api/", nest), "/api", "/api"],
    [
      "mounts in mounts",
      (nest) => newApp().use("/tenants/:tenant", newApp().use(newApp().use("/api", nest))),
      "/tenants/acme/api",
      "/tenants/:tenant/api",
    ],
    ["an expression", (nest) => newApp().use(/^.*mounted/, nest), "/is/mounted", undefined],
    ["one of several paths", (nest) => newApp().use(["/a", "/b"], nest), "/b", undefined],
  ];
  test.each(mountings)("%s: part of the route, where it can be told", async (_, mount, at, as) => {
    const options = { logger: false, forceCloseConnections: true } as const;
    const app = await NestFactory.create(moduleWith([PeekModule.forRoot({ client })]), options);
    app.enableVersioning({ type: VersioningType.URI });
    await app.init();
    const outer = mount(app.getHttpAdapter().getInstance() as ExpressApp);
    const { port, close } = await running(createServer(outer).listen(0, "127.0.0.1"));
    for (const path of ["/v1/cats/7", "/nope"]) {
      await (await fetch(`http://127.0.0.1:${port}${at}${path}`)).arrayBuffer();
    }
    await client.shutdown();
    await close();
    await app.close();
    expect(endpoint.requests.map(({ status, route }) => [status, route])).toEqual([
      [200, as && `${as}/v1/cats/:catId`],
      [404, undefined],
    ]);
  });
});

test("an error that Fastify itself answers, as where a module waits for a plugin of it like Mercurius", async () => {
  const platform = new FastifyAdapter();
  class Waiting {
    async onModuleInit(): Promise<void> {
      await platform.getInstance().after();
    }
  }
  Module({})(Waiting);
  const imports = [PeekModule.forRoot({ client }), Waiting];
  const options = { logger: false, forceCloseConnections: true } as const;
  const app = await NestFactory.create(moduleWith(imports), platform, options);
  await app.listen(0, "127.0.0.1");
  const { port } = await running(app.getHttpServer());
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`http://127.0.0.1:${port}/cats`, {
    method: "POST",
    body: "{",
    headers,
  });
  expect(await answer.text()).toContain("FST_ERR_CTP_INVALID_JSON_BODY");
  await client.shutdown();
  await app.close();
  expect(endpoint.requests).toMatchObject([
    { route: "/cats", status: 400, errorType: "FastifyError" },
  ]);
});

test("without options: the client that the environment describes", async () => {
  stubEnvironment({ PEEK_ENDPOINT: endpoint.url });
  const options = { logger: false, forceCloseConnections: true } as const;
  const app = await NestFactory.create(moduleWith([PeekModule.forRoot()]), options);
  const { port } = await running(await app.listen(0, "127.0.0.1"));
  await fetch(`http://127.0.0.1:${port}/nope`);
  await peekFromEnvironment().shutdown();
  await app.close();
  expect(endpoint.requests).toMatchObject([{ status: 404, path: "/nope" }]);
});

test("options whose functions are given what the platforms have alike, or what the app names", () => {
  const own = PeekModule.forRoot({ identifyConsumer: ({ headers }) => headers.host });
  const named = PeekModule.forRoot<{ user: string }>({ identifyConsumer: ({ user }) => user });
  const later = PeekModule.forRootAsync<{ user: string }>({
    useFactory: () => ({ identifyConsumer: ({ user }) => user }),
  });
  // @ts-expect-error a request has no user of its own
  const mistaken = PeekModule.forRoot({ identifyConsumer: ({ user }) => user });
  for (const imported of [own, named, later, mistaken]) expect(imported.module).toBe(PeekModule);
});

test("an app without a server is left alone", async () => {
  const imports = [PeekModule.forRoot({ client })];
  const options = { logger: false, abortOnError: false } as const;
  const standalone = await NestFactory.createApplicationContext(moduleWith(imports), options);
  await standalone.close();
  expect(codes).toEqual([]);
});
