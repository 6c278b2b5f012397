import { expect, it } from "vitest";
import { serverlessAdvice } from "../../src/node/serverless.ts";

it.each([
  ["Vercel", { VERCEL: "1", AWS_LAMBDA_FUNCTION_NAME: "f" }, "await client.flush()"],
  ["AWS Lambda", { AWS_LAMBDA_FUNCTION_NAME: "f" }, "await client.flush()"],
  ["Cloud Run", { K_SERVICE: "s" }, 'shutdownSignals: ["SIGTERM"]'],
])("says what to do on %s", (name, environment, remedy) => {
  const advice = serverlessAdvice(environment, {});
  expect(advice).toContain(name);
  expect(advice).toContain(remedy);
});

it("has nothing to say on Cloud Run where SIGTERM flushes", () => {
  expect(serverlessAdvice({ K_SERVICE: "s" }, { shutdownSignals: ["SIGTERM"] })).toBeUndefined();
});

it("has nothing to say of a process that nobody freezes", () => {
  expect(serverlessAdvice({ NODE_ENV: "production" }, {})).toBeUndefined();
});
