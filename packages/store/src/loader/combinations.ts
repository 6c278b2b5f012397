import { PairIndex } from "./pair-index.ts";
import type { RequestBatch } from "./request-batch.ts";

/** Numbers the combinations of service, environment, method, route, status and outcome that occur in the batch. */
export function numberCombinations({
  rows,
  dictionary,
  status,
  outcome,
}: RequestBatch): Uint32Array {
  const { service, environment, method, route } = dictionary;
  const numbers = new Uint32Array(rows);
  const [resources, methods, endpoints, combinations] = [
    new PairIndex(),
    new PairIndex(),
    new PairIndex(),
    new PairIndex(),
  ];
  for (let row = 0; row < rows; row++) {
    const resource = resources.indexOf(service[row]!, environment[row]!);
    const endpoint = endpoints.indexOf(methods.indexOf(resource, method[row]!), route[row]!);
    numbers[row] = combinations.indexOf(endpoint, status[row]! * 256 + outcome[row]!);
  }
  return numbers;
}
