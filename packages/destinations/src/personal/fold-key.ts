/** The same for `first_name`, `firstName` and `First Name`. */
export function foldKey(key: string): string {
  return key.replaceAll(/[_\s-]/g, "").toLowerCase();
}
