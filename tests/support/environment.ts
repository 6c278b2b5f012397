import { onTestFinished, vi } from "vitest";
import { SHARED_CLIENT } from "../../packages/core/src/adapter/shared-keys.ts";

interface SharedClient {
  shutdown(): Promise<unknown>;
}

/**
 * Sets variables for the running test, and gives it a client of the environment that no other test has used: files that
 * share a worker share that client. Both end with the test.
 */
export function stubEnvironment(variables: Readonly<Record<string, string>>): void {
  vi.stubGlobal(SHARED_CLIENT, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    await (globalThis as { [SHARED_CLIENT]?: SharedClient })[SHARED_CLIENT]?.shutdown();
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });
}
