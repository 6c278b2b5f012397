/** The part of a page's URL that tells pages of one site apart; what is no URL stays as it is. */
export function pagePath(page: string): string {
  if (!URL.canParse(page)) return page;
  const { protocol, pathname, search } = new URL(page);
  return /^https?:$/.test(protocol) ? pathname + search : page;
}
