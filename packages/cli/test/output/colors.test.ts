import { expect, test } from "vitest";
import { createColors } from "../../src/output/colors.ts";

const terminal = { isTTY: true };
const pipe = { isTTY: false };

test.each([
  ["a terminal", terminal, {}, true],
  ["a pipe", pipe, {}, false],
  ["NO_COLOR", terminal, { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR", terminal, { NO_COLOR: "" }, true],
  ["FORCE_COLOR on a pipe", pipe, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0", terminal, { FORCE_COLOR: "0" }, false],
  ["NO_COLOR beside FORCE_COLOR", terminal, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ["CI", terminal, { CI: "true" }, false],
  ["a dumb terminal", terminal, { TERM: "dumb" }, false],
])("colours with %s", (_, stream, env, colored) => {
  expect(createColors(stream, env).isColorSupported).toBe(colored);
});
