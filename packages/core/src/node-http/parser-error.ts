import { codeOf } from "./error-code.ts";

/** The client ended its side in mid-body: it has left, whatever Node still writes. */
const LEFT_IN_MID_BODY = "HPE_INVALID_EOF_STATE";

/** Whether Node's parser refused what a client sent. */
export function isParserError(error: unknown): boolean {
  return codeOf(error)?.startsWith("HPE_") === true;
}

/** Whether what Node's parser refused is no more than that the client left before its body had ended. */
export function hasLeftInMidBody(error: unknown): boolean {
  return codeOf(error) === LEFT_IN_MID_BODY;
}
