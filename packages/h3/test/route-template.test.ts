import { expect, test } from "vitest";
import { routeTemplate } from "../src/route-template.ts";

/** The route of h3 2 for a path, as its event gives it once the handler is done. */
function routeOf(path: string, route: string): string | undefined {
  const req = { url: `http://app.test${path}`, runtime: { node: { req: { url: path }, res: {} } } };
  return routeTemplate({ req, url: new URL(req.url), context: { matchedRoute: { route } } });
}

test("what a client writes in front of the path that matched is not taken for a prefix", () => {
  const event = { context: { matchedRoute: { route: "/users/:id" } } };
  const node = { req: { url: "http://evil.test/users/7" }, res: {} };
  const req = { url: "http://app.test/users/7", runtime: { node } };
  expect(routeTemplate({ ...event, req, url: new URL(node.req.url) })).toBe("/users/:id");
  expect(routeOf("/x/../users/7", "/users/:id")).toBe("/users/:id");
  expect(routeOf("/./users/7?a=/b/c", "/users/:id")).toBe("/users/:id");
});

test.each([
  ["/files/a/b/c", "/files/:path+"],
  ["/files/a/b/c", "/files/:path*"],
  ["/files/a/b/c", "/files/**:path"],
  ["/files", "/files/:path?"],
  ["/files/a-1-b", "/files/a-:n-b"],
  ["/files/12/", "/files/:n(\\d+)"],
])("%s matched %s without a prefix", (path, route) => {
  expect(routeOf(path, route)).toBe(route);
});

test.each([
  ["/base/users/7", "/users/:id", "/base/users/:id"],
  ["/base/users", "/users/:id?", "/base/users/:id?"],
  ["/base/files/a/b", "/files/:path+", "/base/files/:path+"],
])("%s reached %s behind a base", (path, route, whole) => {
  expect(routeOf(path, route)).toBe(whole);
});
