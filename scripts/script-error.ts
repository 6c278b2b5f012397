/** An error that ends a script with one clear line. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Runs a script's main function: its result is the exit code. */
export async function runScript(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof ScriptError ? `${error.code} ${error.message}` : error);
  }
}
