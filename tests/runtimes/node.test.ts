import { describeRuntime } from "./support/describe-runtime.ts";
import { startInNode } from "./support/start-app.ts";

for (const major of [22, 24, 26] as const) {
  describeRuntime({
    name: `Node ${major} with Express`,
    reportedAs: new RegExp(`^node ${major}\\.`),
    start: startInNode(major, "node-express.ts"),
    mounts: [""],
  });
  describeRuntime({
    name: `Node ${major} with Hono`,
    reportedAs: new RegExp(`^node ${major}\\.`),
    start: startInNode(major, "node-hono.ts"),
    mounts: ["", "/wrapped"],
  });
}
