import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckFailure, command } from "./command.ts";
import { publishedPackages, type Package } from "./packages.ts";

/** In every package, whatever its `files` say. */
const ALWAYS = ["package.json", "README.md", "LICENSE"];

/** Packs every published package and looks for what must be inside. */
export async function checkPackedFiles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "peek-pack-"));
  try {
    const missing: string[] = [];
    for (const candidate of publishedPackages()) {
      const packed = await pack(candidate, folder);
      const expected = [...ALWAYS, ...candidate.files];
      for (const path of expected) {
        if (!packed.some((file) => file === path || file.startsWith(`${path}/`))) {
          missing.push(`${candidate.name}: ${path} is not in the package`);
        }
      }
    }
    if (missing.length > 0) throw new CheckFailure(missing.join("\n"));
    return `${publishedPackages().length} packages`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The paths inside the package; pnpm adds the licence of the repository without listing it. */
async function pack({ folder }: Package, destination: string): Promise<string[]> {
  const output = await command(
    "pnpm",
    "-C",
    folder,
    "pack",
    "--json",
    "--pack-destination",
    destination,
  );
  const { filename } = JSON.parse(output) as { filename: string };
  const listing = await command("tar", "-tzf", filename);
  return listing.split("\n").map((path) => path.replace(/^package\//, ""));
}
