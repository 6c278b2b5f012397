import { describeRuntime } from "./support/describe-runtime.ts";
import { startInBun } from "./support/start-app.ts";

describeRuntime({
  name: "Bun",
  reportedAs: /^Bun\/1/,
  start: startInBun,
  mounts: ["", "/wrapped"],
});
