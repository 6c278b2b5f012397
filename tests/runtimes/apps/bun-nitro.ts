import { fetch } from "./nitro-app.ts";

declare const Bun: { serve(options: object): { port: number } };

const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
console.log(`listening on ${server.port}`);
