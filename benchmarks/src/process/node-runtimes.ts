/** A Node to measure on. */
export interface NodeRuntime {
  /** Without the v: `24.21.0`. */
  version: string;
  path: string;
}

/** The Node that runs the benchmarks. */
export const ownRuntime: NodeRuntime = { version: process.versions.node, path: process.execPath };
