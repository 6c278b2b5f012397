import { JSON_OUTPUT, type HelpByCommand } from "./command-help.ts";

const SERVE = {
  "-p, --port <n>": "port to listen on, 0 for any (PORT; 7335)",
  "--open": "open the dashboard in the browser",
  ...JSON_OUTPUT,
};
const KEPT = { "--data-dir <path>": "where events are kept (PEEK_DATA_DIR; ./.peek)" };

export const SERVE_HELP: HelpByCommand = {
  dev: {
    summary: "collector and dashboard on this computer, without a key (default)",
    options: {
      ...SERVE,
      "--otlp-port <n>": "a further port for OpenTelemetry, 0 for none (4318 if it is free)",
      "--host <address>": "one of this computer's own (127.0.0.1 and ::1)",
      ...KEPT,
    },
  },
  start: {
    summary: "collector for production: every client needs a key",
    options: {
      ...SERVE,
      "--otlp-port <n>": "a further port for OpenTelemetry (none)",
      "--host <address>": "address to listen on (HOST; 127.0.0.1 and ::1)",
      ...KEPT,
    },
  },
  demo: {
    summary: "dashboard with made-up traffic, in a data directory of its own",
    options: {
      ...SERVE,
      "--host <address>": "one of this computer's own (127.0.0.1 and ::1)",
      "--data-dir <path>": "where events are kept (a new folder, removed in the end)",
    },
  },
};
