// npm run bench [-- --quick] [-- --framework express --framework koa] [-- --part overhead]
import { parseArgs } from "node:util";
import { build } from "../../scripts/build.ts";
import { runScript } from "../../scripts/script-error.ts";
import { FRAMEWORKS } from "./frameworks/framework.ts";
import { measureOverhead } from "./measure/overhead.ts";
import { ownRuntime } from "./process/node-runtimes.ts";
import { overheadTables, ratioTable } from "./report/overhead-tables.ts";
import { OWN_SUBJECTS } from "./subjects/registry.ts";

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      framework: { type: "string", multiple: true, default: [...FRAMEWORKS] },
    },
  });
  const measured = [];
  for (const framework of FRAMEWORKS.filter((name) => values.framework.includes(name))) {
    measured.push(
      await measureOverhead(ownRuntime, framework, OWN_SUBJECTS, {
        slice: 4_000,
        warmUp: 3,
        starts: 1,
        seconds: 10,
      }),
    );
    console.log(ratioTable(measured));
    console.log(overheadTables(measured));
  }
  return 0;
});
void build;
