import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isAbandoned, takeLease } from "../../../src/node/spool/lease.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-lease-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("takeLease", () => {
  it("leaves no lease half written, whenever the process is killed", () => {
    takeLease(folder);
    const file = join(folder, "lease.json");
    writeFileSync(file, "of the former owner");
    const former = openSync(file, "r");
    takeLease(folder);
    // It was replaced as a whole, and neither emptied nor written to.
    expect(readFileSync(former, "utf8")).toBe("of the former owner");
    closeSync(former);
    expect(isAbandoned(folder)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["lease.json"]);
  });
});

describe("isAbandoned", () => {
  it("is false while the owner lives", () => {
    takeLease(folder);
    expect(isAbandoned(folder)).toBe(false);
  });

  it("is true for a thread whose lease is not renewed, though its process lives", () => {
    takeLease(folder);
    const file = join(folder, "lease.json");
    const lease = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...lease, thread: 3 }));
    expect(isAbandoned(folder)).toBe(false);
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(file, longAgo, longAgo);
    expect(isAbandoned(folder)).toBe(true);
  });

  it("is true for an owner that has ended, though its parent has not waited for it", async ({
    skip,
  }) => {
    skip(process.platform !== "linux");
    // `exec` makes the shell, which had a child, a program that never waits for it; the child ends after that.
    const child = "(while ! grep -q sleep /proc/$$/comm; do :; done)";
    const parent = spawn("sh", ["-c", `${child} & echo $!; exec sleep 60`]);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    await vi.waitFor(() => {
      expect(readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ");
    });
    takeLease(folder);
    const file = join(folder, "lease.json");
    const lease = JSON.parse(readFileSync(file, "utf8")) as { processStart: string };
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const processStart = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    writeFileSync(file, JSON.stringify({ ...lease, pid, processStart }));
    expect(isAbandoned(folder)).toBe(true);
    parent.kill();
  });
});
