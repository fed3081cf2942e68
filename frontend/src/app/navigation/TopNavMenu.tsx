/** The pages of a section of the menu at the top. */
import type { RefObject } from "react";
import {
  Header,
  Menu,
  MenuItem,
  MenuSection,
  Popover,
  RouterProvider,
} from "react-aria-components";
import { useSession } from "../../elements/page";
import { elsewhere } from "../../elements/place";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { portal } from "../../kit/portal";
import type { NavigationPage, NavigationSection } from "../../protocol/messages";
import { useValue } from "../hooks";
import "../MenuList.css";
import { PageName } from "./PageAnchor";

interface TopNavMenuProps {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  sections: readonly NavigationSection[];
  close(): void;
}

export function TopNavMenu({ anchor, label, sections, close }: TopNavMenuProps) {
  const session = useSession();
  const places = new Map<string, string>();
  const pages = sections.flatMap(({ pages }) => pages ?? []);
  for (const { path = "", url } of pages)
    if (!url) places.set(session.href({ path, query: "" }), path);
  const go = (href: string): void => {
    const path = places.get(href);
    if (path !== undefined) session.navigate({ path, query: "" });
  };
  return (
    <RouterProvider navigate={go}>
      <Popover
        UNSTABLE_portalContainer={portal()}
        className="menuPopover"
        data-testid="stTopNavPopoverBody"
        triggerRef={anchor}
        isOpen
        onOpenChange={(isOpen) => !isOpen && close()}
        placement="bottom start"
        offset={4}
      >
        <Menu
          className="menu"
          data-testid="stTopNavPopover"
          aria-label={label}
          autoFocus="first"
          onClose={close}
        >
          {sections.map((section, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two sections may have the same title
            <MenuSection key={number} aria-label={section.title || label}>
              {sections.length > 1 && section.title && (
                <Header className="menuHeader">
                  <InlineMarkdown body={section.title} nowrap plainLinks />
                </Header>
              )}
              {(section.pages ?? []).map((page) => (
                <Entry key={page.url ?? page.path ?? ""} page={page} />
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </RouterProvider>
  );
}

function Entry({ page }: { page: NavigationPage }) {
  const session = useSession();
  const { path } = useValue(session.place);
  const own = page.path ?? "";
  const target = page.url ? elsewhere(page.url) : { href: session.href({ path: own, query: "" }) };
  const text = { textValue: page.title ?? own };
  return (
    <MenuItem
      {...target}
      {...text}
      id={page.url ?? own}
      className="menuItem pageEntry"
      data-testid="stTopNavDropdownLink"
      data-current={(!page.url && own === path) || undefined}
    >
      <PageName page={page} />
    </MenuItem>
  );
}
