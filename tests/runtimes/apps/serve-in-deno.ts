declare const Deno: {
  serve(options: object, handler: (request: Request, info: unknown) => unknown): unknown;
};

/** Serves on a free port of loopback, and says which. */
export function serveInDeno(fetch: (request: Request, info: unknown) => unknown): void {
  Deno.serve(
    {
      port: 0,
      hostname: "127.0.0.1",
      onListen: ({ port }: { port: number }) => console.log(`listening on ${port}`),
    },
    fetch,
  );
}
