import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ROOT } from "../root.ts";
import { CheckFailure, command } from "./command.ts";
import { publishedPackages, type Package } from "./packages.ts";

/** What the READMEs say of CommonJS: which settings of `module` take the packages, and from which version on. */
const SETTINGS: [typescript: string, taking: string[], refusing: string[]][] = [
  ["typescript58", ["commonjs", "nodenext"], ["node16", "node18"]],
  ["typescript59", ["node20"], []],
  ["typescript", ["commonjs", "nodenext", "node20"], ["node16", "node18"]],
];
const REFUSAL = "TS1479";

/** Compiles a CommonJS app in TypeScript that imports every package whose README says how that goes. */
export async function checkCommonJsTypes(): Promise<string> {
  const packages = publishedPackages().filter(({ folder }) =>
    readFileSync(join(folder, "README.md"), "utf8").includes(REFUSAL),
  );
  const folder = writeApp(packages);
  const wrong: string[] = [];
  for (const [typescript, taking, refusing] of SETTINGS) {
    for (const module of [...taking, ...refusing]) {
      const expected = Array.from(refusing.includes(module) ? packages : [], () => REFUSAL);
      const output = await compile(folder, typescript, module);
      const errors = output.match(/(?<=error )TS\d+/g) ?? [];
      if (String(errors) !== String(expected)) {
        wrong.push(
          `${typescript}, module ${module}: ${expected.length} ${REFUSAL} expected\n${output}`,
        );
      }
    }
  }
  rmSync(folder, { recursive: true, force: true });
  if (wrong.length > 0) throw new CheckFailure(wrong.join("\n\n"));
  return `${packages.length} packages`;
}

/** In a folder where the packages are installed as by npm. */
function writeApp(packages: readonly Package[]): string {
  const folder = mkdtempSync(join(tmpdir(), "peek-commonjs-"));
  mkdirSync(join(folder, "node_modules/@peekjs"), { recursive: true });
  for (const { name, folder: target } of packages) {
    symlinkSync(target, join(folder, "node_modules/@peekjs", basename(name)), "junction");
  }
  const imports = packages.map(({ name }, i) => `export * as package${i} from "${name}";\n`);
  writeFileSync(join(folder, "app.ts"), imports.join(""));
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  return folder;
}

const compilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  target: "es2022",
  types: ["node"],
  typeRoots: [join(ROOT, "node_modules/@types")],
};

/** What the compiler says of the app. */
async function compile(folder: string, typescript: string, module: string): Promise<string> {
  const compiler = join(ROOT, "node_modules", typescript, "bin/tsc");
  const args = ["-p", folder, "--pretty", "false", "--module", module];
  try {
    return await command(process.execPath, compiler, ...args);
  } catch (error) {
    if (error instanceof CheckFailure) return error.message;
    throw error;
  }
}
