const ATTEMPTS = 20;

/** A port and those after it, to be tried in turn; 0 stands for any and needs no other. */
export function candidatePorts(port: number): number[] {
  if (port === 0) return [0];
  return Array.from({ length: ATTEMPTS }, (_, offset) => port + offset).filter(
    (candidate) => candidate <= 65_535,
  );
}
