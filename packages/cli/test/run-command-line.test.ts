import { expect, test } from "vitest";
import { COMMANDS } from "../src/run-command-line.ts";
import { runHere } from "./support/run-here.ts";

const names = Object.keys(COMMANDS);

test.each(names)(
  "peek %s --help names all that the command takes, and nothing else",
  async (name) => {
    const { options, argument } = await COMMANDS[name]!();
    const { code, stdout } = await runHere([...name.split(" "), "--help"]);
    const given = Object.entries(options).map(([option, { short }]) =>
      short === undefined ? `--${option}` : `-${short}, --${option}`,
    );
    const listed = [...stdout.matchAll(/^ {2}((?:-\w, )?--[\w-]+)/gm)].map(([, option]) => option!);
    expect(code).toBe(0);
    expect(listed.toSorted()).toEqual(given.toSorted());
    const usage = /^Usage: (.*)$/m.exec(stdout)![1]!;
    const shown = name.replace(/ list$/, "");
    expect(usage).toMatch(
      argument === undefined ? /^[a-z ]+ \[options\]$/ : /^[a-z ]+ \[?<.*>\]? \[options\]$/,
    );
    expect(usage.startsWith(`peek ${shown} `)).toBe(true);
  },
);

test.each([["--help"], ["-h"], ["help"], ["help", "nothing"], ["nothing", "--help"]])(
  "peek %s %s lists the commands",
  async (...args) => {
    const { code, stdout } = await runHere(args.filter(Boolean));
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: peek [command] [options]");
    const rows = stdout.split("\n").filter((line) => /^ {2}[a-z]/.test(line));
    const listed = names.filter((name) => !name.endsWith(" list"));
    for (const name of listed) {
      expect(rows.some((row) => row.startsWith(`  ${name} `))).toBe(true);
    }
    expect(rows).toHaveLength(listed.length);
  },
);

test("peek help takes a command", async () => {
  const { stdout } = await runHere(["keys", "rotate", "--help"]);
  expect((await runHere(["help", "keys", "rotate"])).stdout).toBe(stdout);
});

test.each([
  [["keys", "rotate", "--grac", "1d"], "Run peek keys rotate --help."],
  [["--prot", "1"], "Run peek dev --help."],
  [["kyes"], "Run peek --help."],
])("what is written wrong names the help for it: %j", async (args, hint) => {
  const { code, stderr } = await runHere(args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PEEK_E_USAGE /);
  expect(stderr.trim().endsWith(hint)).toBe(true);
});
