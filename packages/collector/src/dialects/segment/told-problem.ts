import { HttpProblem } from "../../http/problem.ts";
import { toProblem } from "../../http/to-problem.ts";

/**
 * A problem with its reason as `message`, too. Segment's and RudderStack's clients for Python read `code` and `message`
 * of a refusal; without either they fail themselves, and take a key that is not known for a fault of the network, over
 * which they wait for minutes.
 */
export function toldProblem(error: unknown): HttpProblem {
  const { status, code, message, options } = toProblem(error);
  const members = { ...options.members, message };
  return new HttpProblem(status, code, message, { ...options, members });
}
