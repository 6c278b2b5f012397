import { once } from "node:events";
import { startRecordingEndpoint, startVendor } from "@peekjs/testing";
import { describe, expect, it } from "vitest";
import { appFile, binary } from "./support/binaries.ts";
import { startProgram } from "./support/start-program.ts";

const SOURCES = "--conditions=@peekjs/source";
const DENO = ["run", "--no-prompt", "--allow-net", SOURCES];

describe.each([
  ["Deno", ".bin/deno", [...DENO, "--allow-env"]],
  ["Deno that may not read the environment", ".bin/deno", DENO],
  ["Bun", ".bin/bun", [SOURCES]],
  ["Node 22", "node22/bin/node", [SOURCES]],
])("an app with destinations in %s", (_name, command, args) => {
  it.each(["shutdown", "its end"])("sends to them and to a collector at %s", async (ending) => {
    await using vendor = await startVendor();
    const endpoint = await startRecordingEndpoint();
    try {
      const targets = [`${vendor.url}/hook`, endpoint.url, ending];
      const program = startProgram(
        binary(command),
        [...args, appFile("destinations.ts"), ...targets],
        {},
      );
      const [code] = (await once(program.child, "close")) as [number | null];
      expect(code, program.output()).toBe(0);
      expect(vendor.requests).toMatchObject([
        { path: "/hook", headers: { "webhook-id": "m1" }, json: { data: { event: "Ordered" } } },
      ]);
      expect(program.output()).toContain("request of /orders/:id\n");
      if (ending === "shutdown") expect(program.output()).toContain('"webhook":{"delivered":1');
      expect(endpoint.requests).toMatchObject([{ route: "/orders/:id", status: 200 }]);
    } finally {
      await endpoint.close();
    }
  });
});
