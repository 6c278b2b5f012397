import { resolve } from "node:path";
import { CommandError, usageError } from "./command-error.ts";
import type { CommandProcess, OptionDefinitions, OptionValues } from "./command.ts";
import { EXIT_CODE } from "./exit-code.ts";

/** That of peek; no other well-known service uses it. */
const DEFAULT_PORT = 7335;

/** How a command serves: flags beat the environment, which beats the defaults. */
export interface ServeSettings {
  port: number;
  /** A further port for OpenTelemetry, 0 for none; undefined where the command decides. */
  otlpPort: number | undefined;
  /** As given; undefined where the command decides. */
  host: string | undefined;
  /** Absolute; undefined where the command decides. */
  dataDirectory: string | undefined;
  json: boolean;
  open: boolean;
}

export const SERVE_OPTIONS: OptionDefinitions = {
  port: { type: "string", short: "p" },
  host: { type: "string" },
  "data-dir": { type: "string" },
  json: { type: "boolean" },
  open: { type: "boolean" },
};

/** Those of the commands to which others report. */
export const COLLECTOR_OPTIONS: OptionDefinitions = {
  ...SERVE_OPTIONS,
  "otlp-port": { type: "string" },
};

/**
 * Reads the settings that all serving commands share.
 *
 * @throws CommandError for a flag (exit code 2) or a variable (78) that cannot be used.
 */
export function readServeSettings(values: OptionValues, process: CommandProcess): ServeSettings {
  return {
    port: readPortFlag("port", values) ?? readPortVariable(process.env["PORT"]),
    otlpPort: readPortFlag("otlp-port", values),
    host: text(values["host"]),
    dataDirectory: readDataDirectory(values, process),
    json: values["json"] === true,
    open: values["open"] === true,
  };
}

/** The data directory that was asked for, as an absolute path. */
function readDataDirectory(values: OptionValues, { env, cwd }: CommandProcess): string | undefined {
  const directory = text(values["data-dir"]) ?? text(env["PEEK_DATA_DIR"]);
  return directory === undefined ? undefined : resolve(cwd(), directory);
}

/** The data directory that was asked for, else `.peek` in the working directory. */
export function dataDirectoryOf(values: OptionValues, process: CommandProcess): string {
  return readDataDirectory(values, process) ?? resolve(process.cwd(), ".peek");
}

function readPortFlag(flag: string, values: OptionValues): number | undefined {
  const value = values[flag];
  if (typeof value !== "string") return undefined;
  const port = parsePort(value);
  if (port === undefined) throw usageError(`--${flag} must be a number from 0 to 65535.`);
  return port;
}

function readPortVariable(variable: string | undefined): number {
  if (variable === undefined || variable === "") return DEFAULT_PORT;
  const port = parsePort(variable);
  if (port !== undefined) return port;
  throw new CommandError(
    "PEEK_E_CONFIG",
    "The environment variable PORT must be a number from 0 to 65535. Correct it, or use --port.",
    EXIT_CODE.config,
  );
}

function parsePort(value: string): number | undefined {
  const port = Number(value);
  return /^\d+$/.test(value) && port <= 65_535 ? port : undefined;
}

function text(value: OptionValues[string]): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
