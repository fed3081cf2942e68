/** Writes into the page what the browser may do at once: open the socket, start the session, fetch what most apps need. */
import type { HtmlTagDescriptor, Plugin } from "vite";
import { SUBPROTOCOL } from "../src/protocol/messages.ts";

/** Opens the socket while the scripts are on their way; `app/session.ts` takes it over. Older browsers want a whole address. */
const SOCKET = `try { earlySocket = new WebSocket("./_stcore/stream", "${SUBPROTOCOL}") } catch {}`;

/** The session's script runs as soon as it is there: the app runs while the browser still reads all that draws it. */
const SESSION = /^assets\/session-[^/]*\.js$/;

/** What most apps need besides. */
const NEEDED_SOON: [RegExp, Record<string, string>][] = [
  [/geist-latin-wght.*woff2$/, { rel: "preload", as: "font", type: "font/woff2" }],
  [/rich-[^/]*\.js$/, { rel: "modulepreload", fetchpriority: "low" }],
];

export function firstVisit(): Plugin {
  return {
    name: "first-visit",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const files = Object.keys(bundle ?? {});
        const session = files.find((file) => SESSION.test(file));
        if (!session) throw new Error("expected a chunk named session, for the page to start with");
        const tags: HtmlTagDescriptor[] = [
          { tag: "script", children: SOCKET, injectTo: "head-prepend" },
          ...NEEDED_SOON.flatMap(([name, attrs]) => preloads(files, name, attrs)),
        ];
        return {
          html: html.replace(preloadOf(session), "").replace(FIRST, started(session)),
          tags,
        };
      },
    },
  };
}

const FIRST = '<script type="module"';

function started(file: string): string {
  return `<script type="module" async fetchpriority="high" crossorigin src="./${file}"></script>\n    ${FIRST}`;
}

function preloadOf(file: string): string {
  return `    <link rel="modulepreload" crossorigin href="./${file}">\n`;
}

function preloads(
  files: string[],
  name: RegExp,
  attrs: Record<string, string>,
): HtmlTagDescriptor[] {
  return files
    .filter((file) => name.test(file))
    .map((file) => ({
      tag: "link",
      attrs: { ...attrs, crossorigin: "", href: `./${file}` },
      injectTo: "head",
    }));
}
