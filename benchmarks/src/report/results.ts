import type { Durability } from "../measure/durability.ts";
import type { Overhead } from "../measure/overhead.ts";
import type { Size } from "../measure/size.ts";
import type { Throughput } from "../measure/throughput.ts";
import type { Environment } from "./environment.ts";

/** All that one run of the benchmarks measured: the content of `results.json`. Parts left out are empty. */
export interface Results {
  environment: Environment;
  overhead: Overhead[];
  throughput: Throughput[];
  durability: { node: string; modes: Durability[] }[];
  sizes: Size[];
}
