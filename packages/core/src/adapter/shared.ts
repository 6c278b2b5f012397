/** In the place of a global object that takes nothing new, as in a hardened process: each copy is alone. */
const own: Record<symbol, unknown> = {};

/** What the copies of this package share under a key of the global object; the first makes it. */
export function shared<Value>(key: symbol, create: () => Value): Value {
  const isOpen = key in globalThis || Object.isExtensible(globalThis);
  const holder = (isOpen ? globalThis : own) as Record<symbol, unknown>;
  return (holder[key] ??= create()) as Value;
}
