import {
  omittedOfItems,
  unreadable,
  usedProperties,
  type Commerce,
  type CommercePlaces,
} from "./commerce.ts";

/** What a destination that takes no custom data has no place for. */
export function omittedProperties(
  properties: Record<string, unknown> | undefined,
  commerce: Commerce,
  places: CommercePlaces,
  known: readonly string[] = [],
): string[] {
  const used = usedProperties(properties, commerce, places);
  const own = Object.keys(properties ?? {}).filter((key) => !used.has(key) && !known.includes(key));
  return [
    ...own.map((key) => `properties.${key}`),
    ...unreadable(properties, commerce, places),
    ...omittedOfItems(commerce, places),
  ];
}
