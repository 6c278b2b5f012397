import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it, vi } from "vitest";
import { lookAtProcesses, ownProcess } from "../../src/node/index.ts";

afterEach(() => void vi.restoreAllMocks());

it("looks at each process once, and tells those apart that had the same id one after the other", () => {
  const kill = vi.spyOn(process, "kill");
  const stateOf = lookAtProcesses();
  const own = ownProcess();
  for (let i = 0; i < 3; i++) {
    expect(stateOf({ ...own })).toBe("alive");
    expect(stateOf({ ...own, processStart: "1" })).toBe("gone");
    expect(stateOf({ ...own, host: "elsewhere" })).toBe("unknown");
  }
  expect(kill).toHaveBeenCalledTimes(2);
});

it("sees in the next look that a process has ended", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  await once(child, "spawn");
  // Its start is not known here: it can be told from no other, and lives for all that is known.
  const owner = { ...ownProcess(), pid: child.pid!, processStart: "" };
  expect(lookAtProcesses()(owner)).toBe("unknown");
  child.kill();
  await once(child, "exit");
  expect(lookAtProcesses()(owner)).toBe("gone");
});
