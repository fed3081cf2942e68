/** Title, icon and layout, as the app has set them. */
import { useEffect } from "react";
import { useSession } from "../elements/page";
import { iconBody, subscribeIcons } from "../kit/icons";
import { useLater } from "../kit/later";
import { emojiNames } from "../kit/markdown/emojiNames";
import type { Page } from "../protocol/messages";
import { useValue } from "./hooks";

export function useSurroundings(): Page {
  const page = useValue(useSession().surroundings);
  const { title = "", icon = "" } = page;
  const name = /^:([\w+-]+):$/.exec(icon)?.[1] ?? "";
  const emojiOfName = useLater(emojiNames, name !== "")?.[name];
  const shown = emojiOfName ?? icon;
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
  useEffect(() => {
    const show = (): void => setIcon(address(shown));
    show();
    return subscribeIcons(show);
  }, [shown]);
  return page;
}

function setIcon(href: string | undefined): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (!link || href === undefined) return;
  ownIcon ??= link.href;
  const next = href || ownIcon;
  if (link.href !== next) link.href = next;
}

/** The icon of the page itself, for apps that have none. */
let ownIcon: string | undefined;

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
