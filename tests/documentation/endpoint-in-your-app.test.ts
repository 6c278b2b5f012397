import { once } from "node:events";
import { pathToFileURL } from "node:url";
import {
  createCollector,
  foreignKeyId,
  hashKey,
  type KeyEntry,
  type KeyRegistry,
} from "@peekjs/collector";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { Page } from "./support/page.ts";
import { EVENTUALLY, startScript } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const guide = new Page("docs/guides/endpoint-in-your-app.md");
const [shared, ...others] = guide.snippets;
const apps = others.filter((code) => code.includes("3000"));
const folder = new SnippetFolder();
folder.write("endpoint.ts", shared!);

const TRACK = JSON.stringify({ userId: "u1", event: "Signed Up" });
const BEACON = JSON.stringify({
  data: { session_id: "s1", events: [{ type: "click", data: {} }] },
});

describe("the guide to the endpoint in an app", () => {
  it("shows five servers", () => expect(apps).toHaveLength(5));

  it.each(apps.map((code) => [/from "(?!\.)([^"]+)"/.exec(code)?.[1], code] as const))(
    "shows an app on %s that takes events and answers its own paths",
    async (name, code) => {
      const port = await freePort();
      const file = folder.write(`${port}.ts`, code.replace("3000", String(port)));
      const app = startScript(file, {});
      onTestFinished(() => void app.kill());
      let printed = "";
      app.stdout!.on("data", (text: Buffer) => (printed += text.toString()));
      const post = (path: string, body: string): Promise<Response> =>
        fetch(`http://localhost:${port}/collect${path}`, { method: "POST", body });
      await vi.waitFor(
        async () => expect((await post("/v1/track", TRACK)).status).toBe(200),
        EVENTUALLY,
      );
      expect((await post("", BEACON)).status).toBe(200);
      expect((await post("", "{")).status).toBe(400);
      expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe("mine");
      await vi.waitFor(
        () => expect(printed).toBe("track Signed Up u1\ntrack click s1\n"),
        EVENTUALLY,
      );
      app.kill();
      await once(app, "exit");
      expect(name).toBeDefined();
    },
  );

  it("shows what runtimes with fetch serve", async () => {
    const code = others.find((snippet) => snippet.includes("export default"));
    const { default: worker } = (await import(
      pathToFileURL(folder.write("worker.ts", code!)).href
    )) as {
      default: { fetch(request: Request, env?: unknown, context?: unknown): Promise<Response> };
    };
    const print = vi.spyOn(console, "log").mockReturnValue();
    onTestFinished(() => print.mockRestore());
    const init = { method: "POST", body: TRACK };
    const sent = new Request("http://localhost/collect/v1/track", init);
    expect((await worker.fetch(sent)).status).toBe(200);
    expect(print).toHaveBeenCalledWith("track", "Signed Up", "u1");
    expect(await (await worker.fetch(new Request("http://localhost/"))).text()).toBe("mine");
  });

  it("shows an endpoint that needs a key", async () => {
    vi.stubEnv("WRITE_KEY", "wk_1");
    onTestFinished(() => void vi.unstubAllEnvs());
    const code = others.find((snippet) => snippet.includes("keys:"));
    const { endpoint } = (await import(pathToFileURL(folder.write("keys.ts", code!)).href)) as {
      endpoint: { fetch(request: Request): Promise<Response> };
    };
    const send = async (key: string): Promise<number> => {
      const headers = { authorization: `Basic ${btoa(`${key}:`)}` };
      const url = "http://localhost/collect/v1/track";
      return (await endpoint.fetch(new Request(url, { method: "POST", headers, body: TRACK })))
        .status;
    };
    expect(await send("wk_2")).toBe(401);
    expect(await send("wk_1")).toBe(200);
  });

  it("shows a registry that notes when a key was last used", async () => {
    const code = others
      .find((snippet) => snippet.includes("recordUse"))!
      .replace("const lastUse", "export const lastUse");
    const { lastUse, registryOf } = (await import(
      pathToFileURL(folder.write("registry.ts", code)).href
    )) as {
      lastUse: Map<string, number>;
      registryOf: (entries: readonly KeyEntry[]) => KeyRegistry;
    };
    const digest = await hashKey("wk_1");
    const entry = { id: foreignKeyId(digest), kind: "w", digest } as const;
    const keys = registryOf([entry]);
    const endpoint = createCollector({ keys, handler: () => undefined, clock: () => 1 });
    const headers = { authorization: `Basic ${btoa("wk_1:")}` };
    const init = { method: "POST", headers, body: TRACK };
    await endpoint.fetch(new Request("http://localhost/v1/track", init));
    expect([...lastUse]).toEqual([[entry.id, 1]]);
  });

  it("links to what exists", () => expect(guide.brokenLinks()).toEqual([]));
});
