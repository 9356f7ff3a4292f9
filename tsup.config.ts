import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", chains: "src/chains/index.ts" },
  format: ["esm", "cjs"],
  // tsup 8 sets baseUrl while it makes the declarations, which TypeScript 6 calls deprecated.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  target: "node20",
  sourcemap: true,
  clean: true,
  // Otherwise every entry keeps bare imports of externals that it does not use.
  treeshake: { moduleSideEffects: "no-external" },
});
