import preact from "@preact/preset-vite";
import { defaultClientConditions, defineConfig } from "vite";
import packageJson from "./package.json" with { type: "json" };

export default defineConfig({
  // Relative, so that the page also works under a sub-path of a proxy.
  base: "./",
  plugins: [preact()],
  resolve: { conditions: ["@peekjs/source", ...defaultClientConditions] },
  define: { __PEEK_VERSION__: JSON.stringify(packageJson.version) },
  build: {
    target: "es2023",
    // The polyfill is inline script work that the Content-Security-Policy has no room for.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: {
    proxy: Object.fromEntries(
      ["/peek/v1", "/v1"].map((path) => [path, process.env.PEEK_URL ?? "http://localhost:7335"]),
    ),
  },
});
