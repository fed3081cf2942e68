import { session } from "./app/session";
import "./kit/fonts.css";
import "./kit/tokens.css";
import "./kit/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { followEmbedding } from "./app/embedding";
import { followTheme, setThemeOptions } from "./app/theme";
import { SessionProvider } from "./elements/page";

followTheme();
followEmbedding();
session.welcome.subscribe(() => setThemeOptions(session.welcome.get()?.theme ?? {}));

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
  );
}
