import { describeRuntime } from "./support/describe-runtime.ts";
import { startElysiaInBun } from "./support/start-app.ts";

describeRuntime({
  name: "Bun with Elysia",
  reportedAs: /^Bun\/1/,
  start: startElysiaInBun,
  mounts: [""],
});
