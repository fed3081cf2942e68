/** Leaves out fonts in the old formats that style sheets offer for browsers we do not support. */
import type { Plugin } from "vite";

const OLD_FORMAT = /,\s*url\([^)]*\)\s*format\(["']?(?:woff|truetype)["']?\)/g;

export function woff2Only(): Plugin {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith(".css")) return;
      const kept = code.replace(OLD_FORMAT, "");
      return kept === code ? undefined : { code: kept, map: null };
    },
  };
}
