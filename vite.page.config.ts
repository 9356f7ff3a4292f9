import { resolve } from "node:path";
import { defineConfig } from "vite";

/** The page of the command `ui`: static files with hashed names, nothing inline, as its content policy asks. */
export default defineConfig({
  root: resolve(import.meta.dirname, "src/viewer/page"),
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: resolve(import.meta.dirname, "dist/viewer/page"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
