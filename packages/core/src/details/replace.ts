/** Puts a method in the place of another, on one object alone and out of sight. */
export function replace<Target extends object>(
  target: Target,
  name: PropertyKey,
  method: (this: Target, ...given: never[]) => unknown,
): void {
  Object.defineProperty(target, name, { value: method, configurable: true, writable: true });
}
