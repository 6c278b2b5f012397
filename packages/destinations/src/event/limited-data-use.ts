import type { ProductEvent } from "@peekjs/protocol";

/** Limited data use, of all events or of some. */
export type LimitedDataUse = boolean | ((event: ProductEvent) => boolean);

export function isLimited(option: LimitedDataUse | undefined, event: ProductEvent): boolean {
  return (typeof option === "function" ? option(event) : option) === true;
}
