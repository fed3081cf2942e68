/** Title, icon and layout, as the app has set them. */
import { useEffect } from "react";
import { useSession } from "../elements/page";
import type { Page } from "../protocol/messages";
import { useValue } from "./hooks";

export function useSurroundings(): Page {
  const page = useValue(useSession().surroundings);
  useEffect(() => {
    document.title = page.title || "Millstream";
    if (page.icon) setIcon(page.icon);
  }, [page]);
  return page;
}

function setIcon(icon: string): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (!link) return;
  link.href = /^(https?:|\/|data:)/.test(icon) ? icon : drawn(icon);
}

/** Draws an emoji as an icon. */
function drawn(emoji: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.font = "52px serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(emoji, 32, 36);
  return canvas.toDataURL();
}
