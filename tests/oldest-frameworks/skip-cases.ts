import { beforeEach } from "vitest";

/** What is the same for every framework, as it is done on Node's own response: tested on the newest alone, for time. */
const BELOW_FRAMEWORKS = new Set(["bytes", "clocks", "details", "refusals", "invisible"]);

beforeEach(({ skip, task }) => {
  if (BELOW_FRAMEWORKS.has(task.suite?.name ?? "")) skip();
});
