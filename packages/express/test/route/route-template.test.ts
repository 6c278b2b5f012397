import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startClient } from "@peekjs/testing/conformance";
import express5, { type Express } from "express";
import express52 from "express52";
import request from "supertest";
import { describe, expect, test } from "vitest";
import { FRAMEWORKS } from "../frameworks.ts";

describe.each(FRAMEWORKS)("%s", (_, framework) => {
  const ok = (_request: unknown, response: express5.Response): void => void response.send("ok");

  /** Routes of the records of some paths, in order. */
  async function routesOf(
    build: (app: Express, use: (router: express5.IRouter) => void) => void,
    paths: readonly string[],
    where: "app" | "router" = "app",
  ): Promise<(string | undefined)[]> {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework();
    app.set("env", "test");
    if (where === "app") app.use(peek(client));
    build(app, (router) => router.use(peek(client)));
    for (const path of paths) await request(app).get(path);
    await client.shutdown();
    expect(endpoint.requests.map(({ path }) => path)).toEqual(paths);
    return endpoint.requests.map(({ route }) => route);
  }

  test("routers in routers, with parameters and their values among fixed segments", async () => {
    const routes = await routesOf(
      (app) => {
        const inner = framework.Router({ mergeParams: true });
        inner.get("/", ok);
        inner.get("/items/:item", ok);
        const outer = framework.Router();
        outer.use("/b/:y", inner);
        app.use("/a/:x", outer);
      },
      ["/a/1/b/2/items/3", "/a/a/b/b/items/items", "/a/b/b/a", "/A/q/B/r/items/s"],
    );
    expect(routes.slice(0, 3)).toEqual([
      "/a/:x/b/:y/items/:item",
      "/a/:x/b/:y/items/:item",
      "/a/:x/b/:y",
    ]);
    expect(routes[3]?.toLowerCase()).toBe("/a/:x/b/:y/items/:item");
  });

  test("what the app tells of a router of its own; where it tells nothing, what Express matched", async () => {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client, { route: ({ res }) => res?.locals["template"] as string | undefined }));
    app.get("/users/:id", ok);
    app.use("/api", (request, response) => {
      if (request.url === "/orders/7") response.locals["template"] = "/api/orders/:order";
      response.send("ok");
    });
    for (const path of ["/api/orders/7", "/api/other", "/users/7"]) await request(app).get(path);
    await client.shutdown();
    const routes = endpoint.requests.map(({ route }) => route);
    expect(routes).toEqual(["/api/orders/:order", "/api/*", "/users/:id"]);
  });

  test("what the app tells fails, or is a promise: what Express matched", async () => {
    const { client, endpoint, codes } = await startClient(createPeek);
    const app = framework();
    app.use(
      peek(client, {
        route(incoming) {
          if (incoming.url === "/users/7") throw new TypeError("no template");
          return Promise.resolve("/later") as never;
        },
      }),
    );
    app.get("/users/:id", ok);
    for (const path of ["/users/7", "/users/8"]) await request(app).get(path);
    await client.shutdown();
    const routes = endpoint.requests.map(({ route }) => route);
    expect(routes).toEqual(["/users/:id", "/users/:id"]);
    expect(new Set(codes)).toEqual(new Set(["PEEK_E_CALLBACK"]));
  });

  test("one router at two mounts", async () => {
    const routes = await routesOf(
      (app) => {
        const shared = framework.Router();
        shared.get("/:id", ok);
        app.use("/users", shared);
        app.use("/orgs/:org/members", shared);
      },
      ["/users/1", "/orgs/o/members/2", "/users/3"],
    );
    expect(routes).toEqual(["/users/:id", "/orgs/:org/members/:id", "/users/:id"]);
  });

  test("one router at the root and at mounts, one below the other", async () => {
    const paths = ["/users/1", "/api/users/2", "/api/v2/users/3"];
    const routes = await routesOf(
      (app) => {
        const shared = framework.Router();
        shared.get("/users/:id", ok);
        app.use(shared);
        app.use("/api", shared);
        app.use("/api/v2", shared);
      },
      [...paths, ...paths, ...paths.toReversed()],
    );
    const expected = ["/users/:id", "/api/users/:id", "/api/v2/users/:id"];
    expect(routes).toEqual([...expected, ...expected, ...expected.toReversed()]);
  });

  test("one router at the root and at a mount, of which a handler fails or goes on", async () => {
    const routes = await routesOf(
      (app) => {
        const shared = framework.Router();
        shared.get("/fails/:id", () => {
          throw new Error("fails");
        });
        shared.get("/goes-on/:id", (_request, response, next) => {
          response.send("ok");
          next();
        });
        app.use(shared);
        app.use("/api", shared);
        app.use((error: Error, _request: unknown, response: express5.Response, _next: unknown) => {
          response.status(500).send(error.message);
        });
      },
      ["/fails/1", "/api/fails/2", "/goes-on/1", "/api/goes-on/2/", "/fails/3"],
    );
    const expected = ["/fails/:id", "/api/fails/:id", "/goes-on/:id", "/api/goes-on/:id"];
    expect(routes).toEqual([...expected, "/fails/:id"]);
  });

  test("one router with a wildcard at the root and at a mount", async () => {
    const isExpress4 = "lazyrouter" in framework();
    const wildcard = isExpress4 ? "/files/*" : "/files/*path";
    const routes = await routesOf(
      (app) => {
        const shared = framework.Router();
        shared.get(wildcard, ok);
        app.use(shared);
        app.use("/api", shared);
      },
      ["/files/1", "/api/files/2/3", "/files/4/5/6"],
    );
    expect(routes).toEqual([wildcard, `/api${wildcard}`, wildcard]);
  });

  test("apps mounted in apps", async () => {
    const routes = await routesOf(
      (app) => {
        const inner = framework();
        inner.get("/deep/:id", ok);
        const outer = framework();
        outer.use("/inner/:kind", inner);
        outer.get("/own", ok);
        app.use("/outer", outer);
      },
      ["/outer/inner/k/deep/1", "/outer/own"],
    );
    expect(routes).toEqual(["/outer/inner/:kind/deep/:id", "/outer/own"]);
  });

  test("a router that a function hides", async () => {
    const routes = await routesOf(
      (app) => {
        const hidden = framework.Router();
        hidden.get("/users/:id", ok);
        app.use("/api/:version", (req, res, next) => hidden(req, res, next));
      },
      ["/api/v1/users/7"],
    );
    expect(routes).toEqual(["/api/:version/users/:id"]);
  });

  test("the same in an app at the root of another", async () => {
    const routes = await routesOf(
      (app) => {
        const hidden = framework.Router();
        hidden.get("/users/:id", ok);
        const inner = framework();
        inner.use("/api/:version", (req, res, next) => hidden(req, res, next));
        app.use(inner);
      },
      ["/api/v1/users/7"],
    );
    expect(routes).toEqual(["/api/:version/users/:id"]);
  });

  test("a handler that fails in a router that a function hides: no template without its prefix", async () => {
    const routes = await routesOf(
      (app) => {
        const hidden = framework.Router();
        hidden.get("/users/:id", () => {
          throw new Error("no");
        });
        app.use("/api/:version", (req, res, next) => hidden(req, res, next));
      },
      ["/api/v1/users/7"],
    );
    const keepsErrors = framework === express5;
    expect(routes).toEqual([keepsErrors ? "/api/:version/users/:id" : undefined]);
  });

  test("a router in a router that a function hides: what can be proven", async () => {
    const routes = await routesOf(
      (app) => {
        const inner = framework.Router();
        inner.get("/:id", ok);
        const hidden = framework.Router();
        hidden.use("/users/:user", inner);
        app.use("/api/:version", (req, res, next) => hidden(req, res, next));
      },
      ["/api/v1/users/7/9"],
    );
    expect(routes).toEqual(["/api/:version/*"]);
  });

  test("a middleware mounted on part of the way before the router", async () => {
    const routes = await routesOf(
      (app) => {
        app.use("/t", (_req, _res, next) => next());
        const router = framework.Router();
        router.get("/x", ok);
        app.use("/t/:tenant", router);
      },
      ["/t/acme/x", "/t/acme/missing", "/t/none"],
    );
    expect(routes).toEqual(["/t/:tenant/x", undefined, undefined]);
  });

  test("errors out of handlers and mounted middleware", async () => {
    const fail = (): never => {
      throw new Error("no");
    };
    const routes = await routesOf(
      (app) => {
        const router = framework.Router();
        router.get("/boom/:id", fail);
        app.use("/a/:x", router);
      },
      ["/a/1/boom/2"],
    );
    expect(routes).toEqual(["/a/:x/boom/:id"]);
  });

  test("arrays of paths, and regular expressions by their source", async () => {
    const routes = await routesOf(
      (app) => {
        app.get(["/one/:a", "/two/:b/more"], ok);
        app.get(/^\/re-\d+$/, ok);
      },
      ["/one/1", "/two/2/more", "/one/3", "/re-42"],
    );
    expect(routes).toEqual(["/one/:a", "/two/:b/more", "/one/:a", "/^\\/re-\\d+$/"]);
  });

  test("mounts at regular expressions, alone and among other paths", async () => {
    const routes = await routesOf(
      (app) => {
        const router = framework.Router();
        router.get("/in/:x", ok);
        app.use([/^\/m\d+/, "/pre/:p", "/fixed"], router);
        app.use(/^\/n\d+/, router);
      },
      ["/m12/in/3", "/n12/in/3", "/pre/a/in/4", "/fixed/in/5"],
    );
    expect(routes.slice(2)).toEqual(["/pre/:p/in/:x", "/fixed/in/:x"]);
    // Their sources, where the router tells of them; Express 4 tells of one that stands alone.
    const among = framework === express5 ? "/^\\/m\\d+//in/:x" : undefined;
    const alone = framework === express52 ? undefined : "/^\\/n\\d+//in/:x";
    expect(routes.slice(0, 2)).toEqual([among, alone]);
  });

  test("a url that a middleware rewrote", async () => {
    const routes = await routesOf(
      (app) => {
        app.use((req, _res, next) => {
          req.url = req.url.replace("/old/", "/new/");
          next();
        });
        const router = framework.Router();
        router.get("/:id", ok);
        app.use("/new", router);
      },
      ["/old/7"],
    );
    expect(routes).toEqual(["/new/:id"]);
  });

  test("peek() inside a mounted router alone", async () => {
    const routes = await routesOf(
      (app, use) => {
        const router = framework.Router();
        use(router);
        router.get("/x/:y", ok);
        router.use("/guarded", (_req, res) => void res.sendStatus(401));
        app.use("/t/:tenant", router);
      },
      ["/t/acme/x/1", "/t/acme/guarded/z"],
      "router",
    );
    expect(routes).toEqual(["/t/:tenant/x/:y", "/t/:tenant/guarded/*"]);
  });

  test("encoded and malformed segments", async () => {
    const routes = await routesOf(
      (app) => {
        const router = framework.Router();
        router.get("/:id", ok);
        app.use("/t/:tenant", router);
      },
      ["/t/a%2Fb/1", "/t/%C5%BE/2", "/t/%E0%A4%A/3"],
    );
    expect(routes.slice(0, 2)).toEqual(["/t/:tenant/:id", "/t/:tenant/:id"]);
    expect(routes[2]).toBeUndefined();
  });
});
