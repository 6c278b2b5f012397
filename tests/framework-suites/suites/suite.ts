import type { SuiteRun } from "../run/suite-run.ts";
import type { Result } from "../run/result.ts";

/** What is registered in every app, beside that which registers nothing in the same place. */
interface Comparison {
  subject: string;
  control: string;
}

/** A framework's own test suite. */
export interface Suite {
  framework: string;
  /** Of these the modes are made in `inside/`. */
  comparisons: readonly Comparison[];
  /** The file, from the root of a checkout, of which all tests get the framework. */
  entry: string;
  /** What is added to that file's end, so that every app it makes is one with the registration. */
  replaceExports(insideFile: string): string;
  run(run: SuiteRun): Promise<Result[]>;
}
