import "./app/session";
import "./kit/tokens.css";
import "./kit/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { followTheme } from "./app/theme";

followTheme();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
