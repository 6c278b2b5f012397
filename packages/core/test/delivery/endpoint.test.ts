import { expect, test } from "vitest";
import { Endpoint } from "../../src/delivery/endpoint.ts";
import { createHttpTransport } from "../../src/node/http-transport.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import { accept, startScriptedEndpoint } from "../support/scripted-endpoint.ts";

test("a closed endpoint is sent nothing", async () => {
  const server = await startScriptedEndpoint((_, response) => accept(response));
  const defaults = { service: "app", developmentEndpoint: server.url };
  const transport = createHttpTransport(resolveOptions({}, {}, defaults));
  const endpoint = new Endpoint({ transport, trace: () => undefined });
  const envelope = { body: "{}", headers: {} };
  expect(await endpoint.ask(envelope)).toMatchObject({ kind: "acknowledged" });
  endpoint.close();
  expect(await endpoint.ask(envelope)).toMatchObject({
    kind: "unreachable",
    error: { code: "PEEK_E_UNREACHABLE" },
  });
  expect(server.arrived).toHaveLength(1);
  await server.close();
});
