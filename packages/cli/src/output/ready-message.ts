import type { Project } from "../project/detect-project.ts";
import { displayPath } from "./display-path.ts";
import type { createColors } from "./colors.ts";
import { setupSteps } from "./setup-steps.ts";

/** What a command tells once its server listens. */
export interface ReadyMessage {
  version: string;
  /** From the start of the process, in milliseconds. */
  readyAfter: number;
  /** Label, value and remark of each thing that works now. */
  lines: readonly (readonly [label: string, value: string, remark?: string])[];
  /** Shown as the next thing to do. */
  project?: Project | undefined;
  /** Last line. */
  closing?: string | undefined;
}

const TITLE_WIDTH = 56;

/** The ready message as text: addresses first, aligned, no boxes. */
export function formatReady(
  message: ReadyMessage,
  colors: ReturnType<typeof createColors>,
): string {
  const { bold, cyan, dim } = colors;
  const title = `peek ${message.version}`;
  const gap = " ".repeat(TITLE_WIDTH - title.length);
  const widths = [0, 1].map((part) =>
    Math.max(...message.lines.map((line) => line[part]?.length ?? 0)),
  );
  const [labelWidth = 0, valueWidth = 0] = widths;
  const lines = message.lines.map(([label, value, remark]) => {
    const shown = value.startsWith("http") ? cyan(value) : value;
    const tail =
      remark === undefined ? "" : `${" ".repeat(valueWidth - value.length + 3)}${dim(remark)}`;
    return `${label.padEnd(labelWidth + 3)}${shown}${tail}`;
  });
  return [
    "",
    `${bold(title)}${gap}${dim(`ready in ${Math.round(message.readyAfter)} ms`)}`,
    "",
    ...lines,
    "",
    ...(message.project === undefined ? [] : [...setupSteps(message.project, colors), ""]),
    ...(message.closing === undefined ? [] : [dim(message.closing), ""]),
  ]
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}

/** The line about where OpenTelemetry is taken, if it is. */
export function otlpLine({
  otlpUrl,
}: {
  otlpUrl: string | undefined;
}): (readonly [label: string, value: string])[] {
  return otlpUrl === undefined ? [] : [["OTLP", otlpUrl]];
}

/** The line about the data directory. */
export function dataLine(
  directory: string,
  isNew: boolean,
  cwd: string,
): readonly [string, string] {
  return ["Data", `${displayPath(directory, cwd)}/${isNew ? "  (new)" : ""}`];
}
