import { PeekError, type PeekErrorOptions } from "@peekjs/protocol";
import { EXIT_CODE, type ExitCode } from "./exit-code.ts";

/** An error that ends the command with one clear line and an exit code. */
export class CommandError extends PeekError {
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, exitCode: ExitCode, options?: PeekErrorOptions) {
    super(code, message, options);
    this.exitCode = exitCode;
  }
}

/** How the command was written is wrong: what is shown of it ends with where the command's help is. */
export function usageError(message: string): CommandError {
  return new CommandError("PEEK_E_USAGE", message, EXIT_CODE.usage);
}
