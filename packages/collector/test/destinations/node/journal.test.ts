import { mkdir, mkdtemp, open, readdir, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { openFilesBelow } from "../../../../../tests/support/open-files.ts";
import { Journal } from "../../../src/destinations/node/journal.ts";

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "peek-journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function openJournal(directory: string, segmentBytes?: number): Promise<Journal> {
  const journal = await Journal.open({ directory, segmentBytes, onFrame: () => {} });
  onTestFinished(() => journal.close());
  return journal;
}

/** What is called of every open file. */
async function spyOnFiles(directory: string, method: "datasync" | "writev") {
  const file = await open(directory);
  const spy = vi.spyOn(Object.getPrototypeOf(file) as typeof file, method);
  await file.close();
  onTestFinished(() => spy.mockRestore());
  return spy;
}

const content = [Buffer.from('{"a":1}')];

it("syncs what a process before may not have synced", async () => {
  const directory = await temporaryDirectory();
  const before = await openJournal(directory);
  await before.append(content);
  const journal = await openJournal(directory);
  const datasync = await spyOnFiles(directory, "datasync");
  await journal.sync();
  await journal.sync();
  expect(datasync).toHaveBeenCalledTimes(1);
});

it("takes nothing once it is closed: a segment that it began then would stay open", async () => {
  const directory = await temporaryDirectory();
  const journal = await openJournal(directory);
  const last = journal.append(content);
  const closed = journal.close();
  await expect(journal.append(content)).rejects.toThrow("closed");
  await closed;
  await expect(last).resolves.toMatchObject({ segment: 1 });
  await expect(journal.append(content)).rejects.toThrow("closed");
  expect(await readdir(directory)).toHaveLength(1);
  expect(await openFilesBelow(directory)).toEqual([]);
});

it("syncs what was written before a new segment was begun", async () => {
  const directory = await temporaryDirectory();
  const journal = await openJournal(directory);
  const datasync = await spyOnFiles(directory, "datasync");
  await journal.append(content);
  journal.rotate();
  await journal.sync();
  expect(datasync).toHaveBeenCalledTimes(1);

  await journal.append(content);
  journal.rotate();
  await journal.append(content);
  await journal.sync();
  expect(new Set(datasync.mock.contexts.slice(1)).size).toBe(2);
});

it("syncs what was written before a write failed", async () => {
  const directory = await temporaryDirectory();
  const journal = await openJournal(directory);
  const datasync = await spyOnFiles(directory, "datasync");
  const writev = await spyOnFiles(directory, "writev");
  await journal.append(content);
  writev.mockRejectedValueOnce(new Error("EIO"));
  await expect(journal.append(content)).rejects.toThrow("EIO");
  await journal.sync();
  expect(datasync).toHaveBeenCalledTimes(1);
});

it("syncs again what a sync failed for, and nothing that is on the disk already", async () => {
  const directory = await temporaryDirectory();
  const journal = await openJournal(directory);
  const datasync = await spyOnFiles(directory, "datasync");
  await journal.append(content);
  datasync.mockRejectedValueOnce(new Error("EIO"));
  await expect(journal.sync()).rejects.toThrow("EIO");
  await journal.sync();
  await journal.sync();
  expect(datasync).toHaveBeenCalledTimes(2);
});

it("leaves nothing of a write that failed for the next start, and begins no segment for the next write", async () => {
  const directory = await temporaryDirectory();
  const journal = await openJournal(directory);
  const writev = await spyOnFiles(directory, "writev");
  await journal.append([Buffer.from("first")]);
  for (let i = 0; i < 3; i++) {
    writev.mockImplementationOnce(async function (this: FileHandle, parts, position) {
      await this.write(Buffer.concat(parts as Buffer[]), 0, undefined, position);
      throw new Error("ENOSPC");
    });
    await expect(journal.append([Buffer.from(`failed ${i}`)])).rejects.toThrow("ENOSPC");
  }
  await journal.append([Buffer.from("last")]);
  const found: string[] = [];
  const onFrame = (frame: Buffer): void => void found.push(frame.toString());
  const next = await Journal.open({ directory, onFrame });
  await next.close();
  expect(found).toEqual(["first", "last"]);
  expect(await readdir(directory)).toHaveLength(1);
});

it.runIf(process.platform === "linux")("that cannot be opened leaves no file open", async () => {
  const directory = await temporaryDirectory();
  const before = await openJournal(directory);
  await before.append(content);
  expect(await openFilesBelow(directory)).toHaveLength(1);
  await before.close();
  await mkdir(join(directory, "000000000002.log"));
  await expect(openJournal(directory)).rejects.toThrow("EISDIR");
  expect(await openFilesBelow(directory)).toEqual([]);
});
