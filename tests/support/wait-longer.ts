import { vi } from "vitest";

/** Milliseconds; `expect.poll` has as many. The configuration has none for these two, whose own default is a second. */
const TIMEOUT = 20_000;

type Options = Parameters<typeof vi.waitFor>[1];

const longer = (options: Options): Options =>
  typeof options === "number" ? options : { timeout: TIMEOUT, ...options };

/** Under this key `vi` says that its functions wait longer: files that share a worker share it. */
const IS_PATIENT: unique symbol = Symbol.for("peek.tests.wait-longer") as never;

const patient = vi as typeof vi & { [IS_PATIENT]?: true };

// What a test waits for comes later on a machine that is busy with other things.
if (patient[IS_PATIENT] === undefined) {
  const { waitFor, waitUntil } = vi;
  patient[IS_PATIENT] = true;
  patient.waitFor = (callback, options) => waitFor(callback, longer(options));
  patient.waitUntil = (callback, options) => waitUntil(callback, longer(options));
}
