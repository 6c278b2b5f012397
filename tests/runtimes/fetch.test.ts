import { describeRuntime } from "./support/describe-runtime.ts";
import { startFetchIn } from "./support/start-app.ts";

describeRuntime({
  name: "Bun with @peekjs/fetch",
  reportedAs: /^Bun\/1/,
  start: startFetchIn.Bun,
  mounts: ["/wrapped"],
  answersErrors: true,
});

describeRuntime({
  name: "Deno with @peekjs/fetch",
  reportedAs: /^Deno\/2/,
  start: startFetchIn.Deno,
  mounts: ["/wrapped"],
  answersErrors: true,
});

describeRuntime({
  name: "workerd with @peekjs/fetch",
  reportedAs: /^Cloudflare-Workers$/,
  start: startFetchIn.workerd,
  mounts: ["/wrapped"],
  answersErrors: true,
  usesWaitUntil: true,
});
