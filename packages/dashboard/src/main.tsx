import { render } from "preact";
import { App } from "./app.tsx";
import { restoreTheme } from "./components/theme.ts";
import "./styles/index.css";

restoreTheme();
const place = document.getElementById("app");
if (place) render(<App />, place);
