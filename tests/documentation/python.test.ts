import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import { Page } from "./support/page.ts";

const guide = new Page("docs/guides/python.md");
const hasPython = spawnSync("python3", ["--version"]).status === 0;

it("links to what exists", () => expect(guide.brokenLinks()).toEqual([]));

it.skipIf(!hasPython)("shows a report that needs no client", async () => {
  await using endpoint = await startRecordingEndpoint();
  const snippets = [...guide.text.matchAll(/```python\n(.*?)```/gs)].map(([, code]) => code!);
  const code = snippets
    .at(-1)!
    .replace("https://peek.example.com", endpoint.url)
    .replace("peek_w_…", "none");
  const child = spawn("python3", ["-c", code], { stdio: ["ignore", "ignore", "inherit"] });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(endpoint.requests).toMatchObject([
    { service: "orders", route: "/users/{id}", path: "/users/7", status: 200 },
  ]);
});
