/** The session of this page. It connects as soon as this module is read: before anything is drawn. */
import { Session } from "../core/session";
import type { Client } from "../protocol/messages";
import { systemTheme } from "./theme";

function address(): string {
  const url = new URL("_stcore/stream", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = "";
  url.hash = "";
  return url.href;
}

function client(): Client {
  const parameters = new URLSearchParams(location.search);
  return {
    url: location.origin + location.pathname,
    query: location.search.slice(1),
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    timezone_offset: new Date().getTimezoneOffset(),
    theme: systemTheme(),
    embedded: parameters.get("embed") === "true",
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
  soon: queueMicrotask,
});

session.connect();
addEventListener("online", () => session.connect());
