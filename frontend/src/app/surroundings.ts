/** Title, icon and layout, as the app has set them. */
import { useEffect } from "react";
import { useSession } from "../elements/page";
import { iconBody, subscribeIcons } from "../kit/icons";
import type { Page } from "../protocol/messages";
import { useValue } from "./hooks";

export function useSurroundings(): Page {
  const page = useValue(useSession().surroundings);
  const { title = "", icon = "" } = page;
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
  useEffect(() => {
    const show = (): void => setIcon(address(icon));
    show();
    return subscribeIcons(show);
  }, [icon]);
  return page;
}

function setIcon(href: string | undefined): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && href && link.href !== href) link.href = href;
}

/** Gives the address of an icon: its own, or that of a drawing of the emoji or of Material's icon. */
function address(icon: string): string | undefined {
  if (icon === "" || /^(https?:|\/|data:)/.test(icon)) return icon;
  const material = /^:material\/(\w+):$/.exec(icon)?.[1];
  const body = material ? iconBody(material) : emoji(icon);
  return body && `data:image/svg+xml,${encodeURIComponent(drawing(body))}`;
}

function drawing(body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" color="#0b6e75">${body}</svg>`;
}

function emoji(character: string): string {
  const text = document.createElement("text");
  text.textContent = character;
  return `<text x="12" y="19" font-size="20" text-anchor="middle">${text.innerHTML}</text>`;
}
