import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import type { CommandProcess } from "../../src/command.ts";
import { askSecret } from "../../src/destinations/ask-secret.ts";

function terminal(): { stdin: PassThrough; process: CommandProcess; shown: () => string } {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: vi.fn() });
  let shown = "";
  const stderr = new PassThrough().on("data", (chunk: Buffer) => (shown += chunk.toString()));
  const process = { stdin, stderr } as unknown as CommandProcess;
  return { stdin, process, shown: () => shown };
}

test("asks at a terminal for one line, and shows nothing of it", async () => {
  const { stdin, process, shown } = terminal();
  const answer = askSecret("accessToken", process);
  stdin.write("tokX");
  stdin.write("\x7fen\r");
  expect(await answer).toBe("token");
  expect(shown()).toBe("accessToken (not shown): \n");
  const { setRawMode } = process.stdin;
  expect(vi.mocked(setRawMode).mock.calls).toEqual([[true], [false]]);
  const second = askSecret("secret", process);
  stdin.write("other\n");
  expect(await second).toBe("other");
});

test.each(["tok\x03", "\x04"])("ends at %j, with the terminal as it was", async (typed) => {
  const { stdin, process } = terminal();
  const answer = askSecret("accessToken", process);
  stdin.write(typed);
  await expect(answer).rejects.toMatchObject({ code: "PEEK_E_USAGE" });
  expect(vi.mocked(process.stdin.setRawMode)).toHaveBeenLastCalledWith(false);
});
