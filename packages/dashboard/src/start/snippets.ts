export interface Snippet {
  id: string;
  label: string;
  /** What to do in a shell first. */
  install?: string;
  code: string;
}

interface Adapter {
  id: string;
  label: string;
  code: string;
}

const ADAPTERS: readonly Adapter[] = [
  {
    id: "express",
    label: "Express",
    code: `import { peek } from "@peekjs/express";\n\napp.use(peek()); // before your routes`,
  },
  {
    id: "fastify",
    label: "Fastify",
    code: `import { peekPlugin } from "@peekjs/fastify";\n\nawait app.register(peekPlugin); // before your routes`,
  },
  {
    id: "koa",
    label: "Koa",
    code: `import { peek } from "@peekjs/koa";\n\napp.use(peek()); // before your routes`,
  },
  {
    id: "hono",
    label: "Hono",
    code: `import { peek } from "@peekjs/hono";\n\napp.use(peek()); // before your routes`,
  },
];

/** Where clients look in development without being told. */
const DEFAULT_ORIGIN = "http://localhost:7335";

/**
 * How to send the first request.
 *
 * @param ingestUrl Where the collector takes requests.
 * @param needsKey Whether it takes them with a write key only.
 */
export function snippets(ingestUrl: string, needsKey: boolean): Snippet[] {
  const { origin } = new URL(ingestUrl);
  const variables = [
    ...(origin === DEFAULT_ORIGIN ? [] : [`export PEEK_ENDPOINT=${origin}`]),
    ...(needsKey ? ["export PEEK_API_KEY=peek_w_…"] : []),
  ];
  return [
    ...ADAPTERS.map((adapter) => ({
      ...adapter,
      install: [`npm install @peekjs/${adapter.id}`, ...variables].join("\n"),
    })),
    { id: "curl", label: "curl", code: curl(ingestUrl, needsKey) },
  ];
}

function curl(ingestUrl: string, needsKey: boolean): string {
  const key = needsKey ? "\n  -H 'authorization: Bearer peek_w_…' \\" : "";
  return `curl ${ingestUrl} \\${key}
  -H 'content-type: application/json' -d '{
    "version": 1,
    "resource": { "service": "my-api", "environment": "development" },
    "requests": [
      { "timestamp": '$(date +%s)'000, "method": "GET", "route": "/users/:id",
        "path": "/users/7", "status": 200, "durationMs": 3.2 }
    ]
  }'`;
}
