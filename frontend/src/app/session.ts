/** The session of this page. It connects as soon as this module is read: before anything is drawn. */
import { type Legacy, Session } from "../core/session";
import type { Client } from "../protocol/messages";
import { BASE, bar } from "./bar";
import { embedding } from "./embedding";
import { currentTheme } from "./theme";

function address(): string {
  const url = new URL("_stcore/stream", BASE);
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
    ...bar.place(),
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

const storage = tabStorage();
const LEGACY_NAME = `millstream ${BASE}`;

function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null; // the user lets pages keep nothing
  }
}

/** Keeps what is left only between two pages of a tab: a tab that is duplicated while its page is there copies nothing. */
const legacy: Legacy = {
  take(): string {
    const will = storage?.getItem(LEGACY_NAME) ?? "";
    storage?.removeItem(LEGACY_NAME);
    return will;
  },
  leave(will: string): void {
    storage?.setItem(LEGACY_NAME, will);
  },
};

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
  legacy,
  bar,
  soon: (action) => queueMicrotask(action),
});

session.connect();
addEventListener("pagehide", () => session.leave());
addEventListener("pageshow", (event) => {
  if (event.persisted) session.comeBack();
});
addEventListener("popstate", () => session.travelled());
addEventListener("online", () => session.connect());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) session.connect();
});
