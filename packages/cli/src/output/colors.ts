import picocolors from "picocolors";

type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Colours for a stream. `NO_COLOR` turns them off and `FORCE_COLOR` on; otherwise they need a terminal that is not dumb,
 * outside of CI.
 */
export function createColors(
  stream: { isTTY?: boolean | undefined },
  env: NodeJS.ProcessEnv,
): Colors {
  return picocolors.createColors(wantsColor(stream, env));
}

function wantsColor({ isTTY }: { isTTY?: boolean | undefined }, env: NodeJS.ProcessEnv): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTTY === true && env["TERM"] !== "dumb" && (env["CI"] ?? "") === "";
}
