import { describeRuntime } from "./support/describe-runtime.ts";
import { startInDeno } from "./support/start-app.ts";

describeRuntime({
  name: "Deno",
  reportedAs: /^Deno\/2/,
  start: startInDeno,
  mounts: ["", "/wrapped"],
});
