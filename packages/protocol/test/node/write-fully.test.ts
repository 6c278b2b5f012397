import { mkdtemp, open, readFile, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { writeFully } from "../../src/node/write-fully.ts";

async function openFile(): Promise<{ file: FileHandle; text: () => Promise<string> }> {
  const directory = await mkdtemp(join(tmpdir(), "peek-write-"));
  const path = join(directory, "file");
  const file = await open(path, "w");
  onTestFinished(async () => {
    await file.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { file, text: () => readFile(path, "utf8") };
}

const parts = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`${index},`));

it("writes more parts than one call of the system takes", async () => {
  const { file, text } = await openFile();
  const all = parts(1_500);
  const expected = Buffer.concat(all).toString();
  expect(await writeFully(file, all, 0)).toBe(expected.length);
  expect(await text()).toBe(expected);
  expect(await writeFully(file, [], expected.length)).toBe(0);
});

it("goes on where the system took only part of it", async () => {
  const { file, text } = await openFile();
  const write = file.write.bind(file);
  vi.spyOn(file, "writev").mockImplementation(async (buffers) => {
    const { bytesWritten } = await write(Buffer.concat(buffers as Buffer[]), 0, 5, 0);
    return { bytesWritten, buffers };
  });
  vi.spyOn(file, "write").mockImplementation(((
    bytes: Buffer,
    from: number,
    _: number,
    at: number,
  ) => write(bytes, from, 1, at)) as FileHandle["write"]);
  await writeFully(file, parts(8), 0);
  expect(await text()).toBe("0,1,2,3,4,5,6,7,");
});

it("throws when nothing more is taken", async () => {
  const { file } = await openFile();
  vi.spyOn(file, "writev").mockResolvedValue({ bytesWritten: 3, buffers: [] });
  vi.spyOn(file, "write").mockResolvedValue({ bytesWritten: 0, buffer: Buffer.alloc(0) } as never);
  await expect(writeFully(file, parts(8), 0)).rejects.toThrow("ENOSPC");
});
