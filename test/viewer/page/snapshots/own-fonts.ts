import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const PACKAGES = resolve(import.meta.dirname, "../../../../node_modules");

const INTER_WEIGHTS = { 400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold" } as const;

const FACES = [
  ...Object.entries(INTER_WEIGHTS).map(([weight, name]) => ({
    ...{ family: "Snapshot Text", weight, file: `inter-ui/web/Inter-${name}.woff2` },
  })),
  {
    ...{ family: "Snapshot Code", weight: "400" },
    file: "@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2",
  },
] as const;

const FAMILIES = `:root{--text:"Snapshot Text";--code:"Snapshot Code","Snapshot Text"}`;

/** Gives a built page fonts of its own, so that no picture of it depends on those of the machine. */
export async function useOwnFonts(pageFolder: string): Promise<void> {
  const assets = join(pageFolder, "assets");
  const rules: string[] = [FAMILIES];
  for (const [index, { family, weight, file }] of FACES.entries()) {
    const name = `snapshot-font-${index}.woff2`;
    await copyFile(join(PACKAGES, file), join(assets, name));
    rules.push(`@font-face{font-family:"${family}";font-weight:${weight};src:url("/assets/${name}") format("woff2")}`);
  }
  const index = await readFile(join(pageFolder, "index.html"), "utf8");
  const styles = (await readdir(assets)).find((name) => name.endsWith(".css") && index.includes(name));
  if (styles === undefined) throw new Error("The built page has no styles.");
  const path = join(assets, styles);
  await writeFile(path, [await readFile(path, "utf8"), ...rules].join("\n"));
}
