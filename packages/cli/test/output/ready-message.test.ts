import { expect, test } from "vitest";
import { createColors } from "../../src/output/colors.ts";
import { formatReady } from "../../src/output/ready-message.ts";

const plain = createColors({}, { NO_COLOR: "1" });

test("shows addresses first, aligned, and the two lines for the app that was found", () => {
  const message = formatReady(
    {
      version: "1.0.0",
      readyAfter: 640.4,
      lines: [
        ["Dashboard", "http://localhost:7335"],
        ["Ingest", "http://localhost:7335/v1/ingest", "no key needed on localhost"],
        ["Data", "./.peek/  (new)"],
      ],
      project: {
        framework: { name: "fastify", version: "5.1.0" },
        packageManager: "pnpm",
        language: "TypeScript",
      },
      closing: "Waiting for the first request…",
    },
    plain,
  );
  expect(message).toBe(`
  peek 1.0.0                                              ready in 640 ms

  Dashboard   http://localhost:7335
  Ingest      http://localhost:7335/v1/ingest   no key needed on localhost
  Data        ./.peek/  (new)

  Next: add two lines to your app (found: fastify 5.1.0, TypeScript, pnpm)

      pnpm add @peekjs/fastify

      import { peekPlugin } from "@peekjs/fastify";
      await app.register(peekPlugin);    // before your routes

  Waiting for the first request…
`);
});
