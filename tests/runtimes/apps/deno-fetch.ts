import { fetch } from "./fetch-handler.ts";

declare const Deno: {
  serve(options: object, handler: (request: Request, info: unknown) => unknown): unknown;
};

Deno.serve(
  {
    port: 0,
    hostname: "127.0.0.1",
    onListen: ({ port }: { port: number }) => console.log(`listening on ${port}`),
  },
  fetch,
);
