/** The session of this page. It connects as soon as this module is read: before anything is drawn. */
import { Session } from "../core/session";
import type { Client } from "../protocol/messages";
import { embedding } from "./embedding";
import { currentTheme } from "./theme";

/** Gives the address of the app: built scripts lie in `assets/` below it, whatever page of the app is open. */
function baseAddress(): string {
  return import.meta.env.PROD
    ? new URL("..", import.meta.url).href
    : new URL("/", location.href).href;
}

function address(): string {
  const url = new URL("_stcore/stream", baseAddress());
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Gives the time zone; the first formatter of a page takes as long to make as all of our scripts. */
function timeZone(): string {
  return globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function client(): Client {
  return {
    url: location.origin + location.pathname,
    query: location.search.slice(1),
    locale: navigator.language,
    timezone: timeZone(),
    timezone_offset: new Date().getTimezoneOffset(),
    theme: currentTheme(),
    embedded: embedding.isEmbedded,
  };
}

declare global {
  /** What the page itself has opened before this module was there. */
  var earlySocket: WebSocket | undefined;
  var Temporal: { Now: { timeZoneId(): string } } | undefined;
}

function open(subprotocol: string): WebSocket {
  const early = globalThis.earlySocket;
  globalThis.earlySocket = undefined;
  const isAlive = early && early.readyState <= WebSocket.OPEN;
  return isAlive ? early : new WebSocket(address(), subprotocol);
}

export const session = new Session({
  open,
  clock: {
    after(milliseconds, action) {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  },
  client,
  soon: (action) => queueMicrotask(action),
});

session.connect();
addEventListener("online", () => session.connect());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) session.connect();
});
