import { fetchUpload } from "./uploads.ts";

declare const Bun: { serve(options: object): { port: number } };

const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: fetchUpload });
console.log(`listening on ${server.port}`);
