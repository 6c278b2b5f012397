export interface Snippet {
  id: string;
  label: string;
  /** What to do in a shell first. */
  install?: string;
  code: string;
}

/** Where clients look in development without being told. */
const DEFAULT_ORIGIN = "http://localhost:7335";

/** How to send the first request, for the collector that listens at this address. */
export function snippets(ingestUrl: string): Snippet[] {
  return [
    adapter(
      "express",
      "Express",
      `import { peek } from "@peekjs/express";\n\napp.use(peek()); // before your routes`,
      ingestUrl,
    ),
    adapter(
      "fastify",
      "Fastify",
      `import { peekPlugin } from "@peekjs/fastify";\n\nawait app.register(peekPlugin); // before your routes`,
      ingestUrl,
    ),
    adapter(
      "koa",
      "Koa",
      `import { peek } from "@peekjs/koa";\n\napp.use(peek()); // before your routes`,
      ingestUrl,
    ),
    adapter(
      "hono",
      "Hono",
      `import { peek } from "@peekjs/hono";\n\napp.use(peek()); // before your routes`,
      ingestUrl,
    ),
    { id: "curl", label: "curl", code: curl(ingestUrl) },
  ];
}

function adapter(id: string, label: string, code: string, ingestUrl: string): Snippet {
  const origin = new URL(ingestUrl).origin;
  const variable = origin === DEFAULT_ORIGIN ? "" : `\nexport PEEK_ENDPOINT=${origin}`;
  return { id, label, install: `npm install @peekjs/${id}${variable}`, code };
}

function curl(ingestUrl: string): string {
  return `curl ${ingestUrl} \\
  -H 'content-type: application/json' -d '{
    "version": 1,
    "resource": { "service": "my-api", "environment": "development" },
    "requests": [
      { "timestamp": '$(date +%s)'000, "method": "GET", "route": "/users/:id",
        "path": "/users/7", "status": 200, "durationMs": 3.2 }
    ]
  }'`;
}
