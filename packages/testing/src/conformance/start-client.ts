import { onTestFinished } from "vitest";
import { startRecordingEndpoint, type RecordingEndpoint } from "../endpoint/recording-endpoint.ts";
import type { ClientOptions, ClientUnderTest } from "./subject.ts";

/** A client and where its reports go, for as long as the test that is running. */
export interface StartedClient<Client> {
  client: Client;
  endpoint: RecordingEndpoint;
  /** The codes of what the client said. */
  codes: string[];
  /** Codes and texts of that, `CODE: message`. */
  said: string[];
}

type Options = Pick<ClientOptions, "endpoint" | "disabled" | "durability" | "maxStorageBytes"> & {
  onError: (error: Error & { code: string }) => void;
};

/**
 * Starts an endpoint and a client that reports to it; both end with the test.
 *
 * @example
 * ```ts
 * let client: Peek;
 * let endpoint: RecordingEndpoint;
 * beforeEach(async () => {
 *   ({ client, endpoint } = await startClient(createPeek));
 * });
 * ```
 */
export async function startClient<Client extends ClientUnderTest>(
  createClient: (options: Options) => Client,
): Promise<StartedClient<Client>> {
  const endpoint = await startRecordingEndpoint();
  const codes: string[] = [];
  const said: string[] = [];
  const client = createClient({
    endpoint: endpoint.url,
    disabled: false,
    durability: "memory",
    maxStorageBytes: 0,
    onError({ code, message }) {
      codes.push(code);
      said.push(`${code}: ${message}`);
    },
  });
  onTestFinished(async () => {
    await client.shutdown();
    await endpoint.close();
  });
  return { client, endpoint, codes, said };
}
