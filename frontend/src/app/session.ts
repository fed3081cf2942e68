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

function client(): Client {
  return {
    url: location.origin + location.pathname,
    query: location.search.slice(1),
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    timezone_offset: new Date().getTimezoneOffset(),
    theme: currentTheme(),
    embedded: embedding.isEmbedded,
  };
}

export const session = new Session({
  open: (subprotocol) => new WebSocket(address(), subprotocol),
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
