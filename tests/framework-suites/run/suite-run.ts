/** One run of a suite. */
export interface SuiteRun {
  /** Copy of the checkout, whose apps register what the environment says. */
  folder: string;
  env: NodeJS.ProcessEnv;
}
