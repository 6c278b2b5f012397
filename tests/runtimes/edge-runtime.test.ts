import { describeRuntime } from "./support/describe-runtime.ts";
import { startInEdgeRuntime } from "./support/start-app.ts";

describeRuntime({
  name: "edge-runtime",
  reportedAs: /edge/i,
  start: startInEdgeRuntime,
  mounts: ["", "/wrapped"],
  usesWaitUntil: true,
});
