import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendDeadLetter } from "../../../../src/node/spool/dead-letters.ts";
import { LetterClaim } from "../../../../src/node/spool/inspect/claim.ts";
import type { StoredDeadLetter } from "../../../../src/node/spool/inspect/dead-letter.ts";
import { readDeadLetters } from "../../../../src/node/spool/inspect/letter-files.ts";
import { clearDeadLetters, resendDeadLetters } from "../../../../src/node/spool/inspect/resend.ts";
import { NodeSpool } from "../../../../src/node/spool/node-spool.ts";
import { abandon, letterOf } from "../../../support/dead-letter.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-resend-"));
  file = join(folder, "dead-letters.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

const park = (...numbers: number[]): void => {
  for (const number of numbers) appendDeadLetter(folder, letterOf(number));
};
const kept = (): string[] => [...readDeadLetters(folder)].map(({ id }) => id);
const refusal = { code: "PEEK_E_STATUS_RANGE", detail: "status must be 100–599, got 0" };

describe("resendDeadLetters", () => {
  it("removes what was accepted and keeps what was refused, with why and how often", async () => {
    park(1, 2, 3);
    const send = async ({ id }: StoredDeadLetter) => (id === "i:2" ? refusal : undefined);
    for (const refusals of [1, 2]) {
      expect(await resendDeadLetters(folder, send)).toMatchObject({
        accepted: refusals === 1 ? 2 : 0,
        refused: [{ letter: { id: "i:2" }, refusal }],
        unsent: 0,
        error: undefined,
      });
      expect([...readDeadLetters(folder)]).toMatchObject([{ id: "i:2", refusals, refusal }]);
    }
    expect(readdirSync(folder)).toEqual(["dead-letters.ndjson"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leaves no file behind when everything was accepted", async () => {
    park(1, 2);
    expect(await resendDeadLetters(folder, async () => undefined)).toMatchObject({ accepted: 2 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps the rest as it was when sending fails", async () => {
    park(1, 2, 3);
    const lines = readFileSync(file, "utf8").split("\n");
    const error = new Error("no connection");
    const result = await resendDeadLetters(folder, async ({ id }) => {
      if (id === "i:2") throw error;
      return undefined;
    });
    expect(result).toEqual({ accepted: 1, refused: [], unsent: 2, damaged: 0, error });
    expect(readFileSync(file, "utf8").split("\n")).toEqual(lines.slice(1));
  });

  it("loses no letter that a client parks meanwhile, not even in the file that is being sent", async () => {
    park(1);
    const opened = openSync(file, "a");
    const line = readFileSync(file, "utf8").replace('"first":1', '"first":3');
    const sent: string[] = [];
    await resendDeadLetters(folder, async ({ id }) => {
      if (sent.length === 0) {
        park(2);
        writeSync(opened, line);
      }
      sent.push(id);
      return undefined;
    });
    closeSync(opened);
    expect(sent).toEqual(["i:1", "i:3"]);
    expect(kept()).toEqual(["i:2"]);
  });

  it("sends a letter once that stands there twice", async () => {
    park(1, 1);
    const sent: string[] = [];
    await resendDeadLetters(folder, async ({ id }) => void sent.push(id));
    expect(sent).toEqual(["i:1"]);
  });

  it("keeps lines that it cannot read", async () => {
    appendFileSync(file, "no letter\n");
    park(1);
    const result = await resendDeadLetters(folder, async () => undefined);
    expect(result).toMatchObject({ accepted: 1, damaged: 1 });
    expect(readFileSync(file, "utf8")).toBe("no letter\n");
  });

  it("goes on where a process died that was sending", async () => {
    park(1, 2);
    void new LetterClaim(folder);
    park(3);
    const [claim] = readdirSync(folder).filter((name) => name.startsWith(".letters."));
    const sent: string[] = [];
    const send = async ({ id }: StoredDeadLetter): Promise<undefined> => void sent.push(id);

    await resendDeadLetters(folder, send);
    expect(sent).toEqual(["i:3"]);
    // Those that are being sent are seen, and left to whoever sends them.
    expect(kept()).toEqual(["i:1", "i:2"]);

    abandon(join(folder, claim!));
    await resendDeadLetters(folder, send);
    expect(sent).toEqual(["i:3", "i:1", "i:2"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves everything for the next time when the rest cannot be put back", async () => {
    park(1, 2);
    const sending = resendDeadLetters(folder, async () => {
      mkdirSync(file, { recursive: true });
      return refusal;
    });
    await expect(sending).rejects.toMatchObject({ code: "PEEK_E_SPOOL" });
    rmdirSync(file);
    expect(kept()).toEqual(["i:1", "i:2"]);
    expect(await resendDeadLetters(folder, async () => undefined)).toMatchObject({ accepted: 2 });
  });

  it("is in no client's way: none adopts the letters that are being sent", async () => {
    park(1);
    await resendDeadLetters(folder, async () => {
      const [claim] = readdirSync(folder);
      abandon(join(folder, claim!));
      const spool = new NodeSpool(folder, "other", 1e9, () => undefined);
      expect([...spool.adopt()]).toEqual([]);
      expect(readdirSync(folder)).toEqual([claim]);
      return undefined;
    });
  });
});

describe("clearDeadLetters", () => {
  it("removes every line and says how many", () => {
    park(1, 2);
    appendFileSync(file, "no letter\n");
    expect(clearDeadLetters(folder)).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
    expect(clearDeadLetters(folder)).toBe(0);
  });
});
