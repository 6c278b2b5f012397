import { describeRuntime } from "./support/describe-runtime.ts";
import { startInWorkerd } from "./support/start-app.ts";

describeRuntime({
  name: "workerd",
  reportedAs: /^Cloudflare-Workers$/,
  start: startInWorkerd,
  mounts: ["", "/wrapped"],
  usesWaitUntil: true,
});
