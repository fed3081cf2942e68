/** Puts our style sheets into a cascade layer, so that any rule of an app's own wins over ours. */
import type { Plugin } from "vite";

export function cascadeLayer(name: string): Plugin {
  return {
    name: "cascade-layer",
    enforce: "pre",
    transform(code, id) {
      if (!/\/frontend\/src\/.*\.css$/.test(id) || code.includes("@import")) return;
      return { code: `@layer ${name} {\n${code}\n}`, map: null };
    },
  };
}
