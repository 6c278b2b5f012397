import { createPeek } from "@peekjs/core";
import { startRecordingEndpoint } from "@peekjs/testing";
import express from "express";
import express4 from "express4";
import express52 from "express52";
import request from "supertest";
import { expect, test } from "vitest";
import { peek } from "../../src/index.ts";

type Express = typeof express;
type Router = ReturnType<Express["Router"]>;
const versions: [string, Express][] = [
  ["5.3", express],
  ["5.2", express52],
  ["4", express4],
];

/** The routes that are recorded of these paths, asked one after the other. */
async function routesOf(
  framework: Express,
  mount: (app: ReturnType<Express>, router: Router) => void,
  paths: readonly string[],
): Promise<(string | undefined)[]> {
  await using endpoint = await startRecordingEndpoint();
  const client = createPeek({ endpoint: endpoint.url, durability: "memory" });
  const app = framework();
  app.use(peek(client));
  mount(app, framework.Router({ mergeParams: true }));
  for (const path of paths) await request(app).get(path).expect(200);
  await client.shutdown();
  return endpoint.requests.map(({ route }) => route);
}

test.each(versions)(
  "Express %s: a router under a fixed path and under a parameter, whichever is asked first",
  async (_, framework) => {
    const mount = (app: ReturnType<Express>, router: Router): void => {
      router.get("/orders/:id", (_request, response) => void response.send("order"));
      app.use("/me", router);
      app.use("/:user", router);
    };
    expect(await routesOf(framework, mount, ["/bob/orders/1", "/me/orders/1"])).toEqual([
      "/:user/orders/:id",
      "/me/orders/:id",
    ]);
  },
);

test("Express 5.2: a router at the root and under an expression, whose template cannot be known: no route, not the other one", async () => {
  const mount = (app: ReturnType<Express>, router: Router): void => {
    router.get("/list", (_request, response) => void response.send("list"));
    app.use(/^\/re\d+/, router);
    app.use("/", router);
  };
  expect(await routesOf(express52, mount, ["/re12/list", "/list"])).toEqual([undefined, "/list"]);
});

test.each(versions)(
  "Express %s: of an array of paths the one that matched",
  async (name, framework) => {
    const [optional, wildcard] = name === "4" ? ["/x/:id?", "/y/*"] : ["/x{/:id}", "/y/*rest"];
    const mount = (app: ReturnType<Express>, router: Router): void => {
      const answer = (_request: unknown, response: express.Response): void =>
        void response.send("x");
      app.get(["/a/:id", "/b/:id"], answer);
      app.get([optional, wildcard], answer);
      router.get(["/a/:id", "/b/:id"], answer);
      app.use("/m", router);
    };
    const asked = ["/b/1", "/b/1/", "/m/b/1/", "/x", "/y/1", "/y/1/2/3"];
    expect(await routesOf(framework, mount, asked)).toEqual([
      "/b/:id",
      "/b/:id",
      "/m/b/:id",
      optional,
      wildcard,
      wildcard,
    ]);
  },
);
