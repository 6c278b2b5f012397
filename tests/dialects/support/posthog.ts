import { PostHog } from "posthog-node";
import { vi } from "vitest";
import { KEY } from "./running-collector.ts";

/** The protocols of `posthog-node`, of which an environment variable chooses. */
export const POSTHOG_MODES = ["v0", "v1"] as const;

export type PostHogMode = (typeof POSTHOG_MODES)[number];

/** With small batches and enough attempts for a restart; all else is the client's default. */
export function openPostHog(host: string, mode: PostHogMode): PostHog {
  vi.stubEnv("POSTHOG_CAPTURE_MODE", mode);
  const delivery = { flushAt: 4, flushInterval: 200, fetchRetryCount: 10, fetchRetryDelay: 200 };
  const client = new PostHog(KEY, { ...delivery, host });
  vi.unstubAllEnvs();
  return client;
}
