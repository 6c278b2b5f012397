/** Where the page is mounted, with a trailing slash: `/`, or `/peek/` behind a proxy that serves it under a sub-path. */
export const BASE_PATH: string = new URL(import.meta.env.DEV ? "/" : "../", import.meta.url)
  .pathname;
