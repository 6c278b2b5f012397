import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** @type {Record<string, string>} */
const CONTENT_TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** @param {string | URL} [folder] */
export async function loadAssets(folder = new URL("dist/", import.meta.url)) {
  const root = typeof folder === "string" ? folder : fileURLToPath(folder);
  const entries = await listFiles(root);
  /** @type {Map<string, import("./index.d.ts").Asset>} */
  const assets = new Map();
  for (const entry of entries) {
    const urlPath = `/${entry.split(sep).join("/")}`;
    assets.set(urlPath, {
      body: await readFile(join(root, entry)),
      contentType: CONTENT_TYPES[extname(entry)] ?? "application/octet-stream",
      immutable: urlPath.startsWith("/assets/"),
    });
  }
  if (!assets.has("/index.html")) throw notBuilt(root);
  return assets;
}

/** @param {string} root */
async function listFiles(root) {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, sep).length));
  } catch (error) {
    throw notBuilt(root, error);
  }
}

/**
 * @param {string} root
 * @param {unknown} [cause]
 */
function notBuilt(root, cause) {
  const error = new Error(
    `The dashboard is not built: ${join(root, "index.html")} is missing. ` +
      "Run `pnpm --filter @peekjs/dashboard build`, or install @peekjs/dashboard from the registry, which ships it built.",
    { cause },
  );
  return Object.assign(error, { code: "PEEK_E_DASHBOARD_NOT_BUILT" });
}
