/** One file of the page, ready to be served from memory. */
export interface Asset {
  body: Uint8Array;
  /** Value of the `Content-Type` header. */
  contentType: string;
  /** The name contains a hash of the content: `Cache-Control: public, max-age=31536000, immutable` is right. */
  immutable: boolean;
}

/**
 * Reads the built page into memory.
 *
 * @param folder Where the built files are; by default this package's own `dist`.
 * @returns URL path → asset, e.g. `/index.html`, `/favicon.svg`, `/assets/index-BcD3fG.js`. A path that is not in the
 * map and not an API path is a page of the app: answer it with `/index.html`.
 * @throws An Error with code `PEEK_E_DASHBOARD_NOT_BUILT` when the files are missing.
 *
 * @example
 * ```ts
 * const assets = await loadAssets();
 * const page = assets.get(new URL(request.url).pathname) ?? assets.get("/index.html");
 * ```
 */
export function loadAssets(folder?: string | URL): Promise<Map<string, Asset>>;
