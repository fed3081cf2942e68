/** How components reach the session and watch the nodes of its page. */
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Session } from "../core/session";
import type { PageNode } from "../core/store";

const SessionContext = createContext<Session | null>(null);

/** Gives the session to what is drawn inside; it is always the same one, so nothing is drawn again for it. */
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("expected a SessionProvider around this component");
  return session;
}

/** Watches one node: the component draws itself again when that node changes, and only then. */
export function useNode(id: number | undefined): PageNode | undefined {
  const { page } = useSession();
  const subscribe = useCallback(
    (listener: () => void) => (id === undefined ? () => undefined : page.subscribe(id, listener)),
    [page, id],
  );
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : page.get(id)));
}
