/** A static file of the dashboard, served from memory. */
export interface Asset {
  body: Uint8Array;
  /** Value of the `Content-Type` header. */
  contentType: string;
  /** Whether the path holds a hash of the content, so that browsers may keep it for good. */
  immutable: boolean;
}

const INDEX = "/index.html";

/**
 * The asset at a path, or the index for a page of the single-page app (a path that holds no asset, asked for by a
 * browser that wants HTML); undefined when there is neither.
 */
export function findAsset(
  assets: ReadonlyMap<string, Asset>,
  path: string,
  accept: string,
): Asset | undefined {
  const asset = assets.get(path === "/" ? INDEX : path);
  if (asset !== undefined) return asset;
  return accept.includes("text/html") ? assets.get(INDEX) : undefined;
}

export function assetResponse(asset: Asset): Response {
  return new Response(asset.body as Uint8Array<ArrayBuffer>, {
    headers: {
      "content-type": asset.contentType,
      "content-length": String(asset.body.byteLength),
      "cache-control": asset.immutable ? "public, max-age=31536000, immutable" : "no-store",
    },
  });
}
