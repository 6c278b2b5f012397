import type { Overhead } from "../measure/overhead.ts";
import type { Environment } from "./environment.ts";

/** All that one run of the benchmarks measured: the content of `results.json`. */
export interface Results {
  environment: Environment;
  overhead: Overhead[];
}
