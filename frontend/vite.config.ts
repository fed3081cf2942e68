import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { cascadeLayer } from "./build/cascadeLayer.ts";
import { firstVisit } from "./build/firstVisit.ts";
import { materialIcons } from "./build/materialIcons.ts";
import { woff2Only } from "./build/woff2Only.ts";

const OUTPUT = "../src/millstream/server/static";
type ChunkGroup = NonNullable<Rolldown.CodeSplittingGroup>;

/** What is always fetched together comes in one file: a first visit makes few requests. The session starts before the rest. */
const CHUNKS: ChunkGroup[] = [
  { name: "session", test: /\/src\/app\/session\.ts$/, priority: 3 },
  { name: "base", tags: ["$initial"], priority: 2 },
  { name: "rich", test: /kit\/(markdown\/(?!katex)|code\/CodeBlock|CopyButton)/, priority: 1 },
];
const COMPRESSIBLE = /\.(js|css|svg|json)$/;

/** Writes each asset in the encodings that browsers take, so that the server never compresses. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    closeBundle() {
      const folder = join(import.meta.dirname, OUTPUT, "assets");
      for (const name of readdirSync(folder).filter((file) => COMPRESSIBLE.test(file))) {
        const content = readFileSync(join(folder, name));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params: quality }));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [
    react(),
    cascadeLayer("millstream"),
    woff2Only(),
    materialIcons(),
    firstVisit(),
    precompress(),
  ],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.ts"],
    testTimeout: 15_000,
    restoreMocks: true,
  },
});
