// Serves a bundled app in edge-runtime: node edge-light-host.mjs <module of edge-runtime> <bundle>.
// As on the real platform, the app sees the environment as process.env.
import { readFileSync } from "node:fs";

const [edgeRuntime, bundle] = process.argv.slice(2);
const { EdgeRuntime, runServer } = (await import(edgeRuntime)).default;
const runtime = new EdgeRuntime({
  extend: (context) => Object.assign(context, { process: { env: { ...process.env } } }),
  initialCode: readFileSync(bundle, "utf8"),
});
const { url } = await runServer({ runtime, host: "127.0.0.1", port: 0 });
console.log(`listening on ${new URL(url).port}`);
