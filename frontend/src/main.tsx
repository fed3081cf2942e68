import { session } from "./app/session";
import "./kit/fonts.css";
import "./kit/tokens.css";
import "./kit/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { followEmbedding } from "./app/embedding";
import { followTheme, setThemeOptions, shownTheme } from "./app/theme";
import { SessionProvider } from "./elements/page";
import { exporting } from "./kit/exporting";

followTheme();
followEmbedding();
shownTheme.subscribe(() => session.look(shownTheme.get()));
session.appearance.subscribe(followAppearance);
followAppearance();

function followAppearance(): void {
  const { theme = {}, disable_data_export: isDataKept = false } = session.appearance.get();
  setThemeOptions(theme);
  exporting.allow(!isDataKept);
}

/** How long the frame waits for the first of the page, so that both are drawn at once. */
const PATIENCE_MILLISECONDS = 100;

const box = document.getElementById("root");
if (box) {
  const root = createRoot(box);
  const draw = (): void => {
    clearTimeout(timer);
    end();
    root.render(
      <SessionProvider value={session}>
        <App />
      </SessionProvider>,
    );
  };
  const end = session.page.subscribeRoot(draw);
  const timer = setTimeout(draw, PATIENCE_MILLISECONDS);
  if (session.page.root !== null) draw(); // the session was there first
}
