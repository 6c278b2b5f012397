import type { Environment } from "../options/environment.ts";
import type { ResolvedOptions } from "../options/resolve.ts";

const FLUSH = 'End the handler with "await client.flush()".';

/** What to do where the platform freezes this process between requests; undefined where none is known to. */
export function serverlessAdvice(
  environment: Environment,
  { shutdownSignals = [] }: Pick<ResolvedOptions, "shutdownSignals">,
): string | undefined {
  if (environment["VERCEL"] !== undefined) {
    return `Vercel freezes this process once a request is answered, and no waitUntil was found: events come late, or are lost with the instance. ${FLUSH}`;
  }
  if (environment["AWS_LAMBDA_FUNCTION_NAME"] !== undefined) {
    return `AWS Lambda freezes this process after each response: events come late, or are lost with the instance. ${FLUSH}`;
  }
  // Cloud Run and Cloud Functions, which give an instance time before they end it.
  if (environment["K_SERVICE"] !== undefined && !shutdownSignals.includes("SIGTERM")) {
    return `Cloud Run gives this process no time between requests: the last events before an instance ends are lost. Pass shutdownSignals: ["SIGTERM"] to createPeek().`;
  }
  return undefined;
}
