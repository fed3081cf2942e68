/** The menu of pages in the sidebar. */
import { useId, useState } from "react";
import { useSession } from "../../elements/page";
import { Glyph } from "../../kit/Glyph";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import type { Navigation, NavigationPage, NavigationSection } from "../../protocol/messages";
import { useValue } from "../hooks";
import "./menus.css";
import { PageAnchor } from "./PageAnchor";
import { fold } from "./sections";

interface SidebarNavProps {
  navigation: Navigation;
  /** Something else stands in the sidebar: a long menu leaves room for it. */
  isShared: boolean;
}

export function SidebarNav({ navigation, isShared }: SidebarNavProps) {
  const { path } = useValue(useSession().place);
  const [chosen, setWhole] = useState<boolean | null>(null);
  const sections = navigation.sections ?? [];
  const { shown, left } = fold(sections, isShared ? navigation.shown : -1);
  const isWhole = chosen ?? !holds(shown, path);
  return (
    <>
      <nav className="stSidebarNav" data-testid="stSidebarNav" aria-label="App pages">
        <ul className="stSidebarNavItems" data-testid="stSidebarNavItems">
          {(isWhole ? sections : shown).map((section, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two sections may have the same title
            <Section key={`${number} ${section.title}`} section={section} />
          ))}
        </ul>
        {left > 0 && (
          <button
            type="button"
            className="stSidebarNavViewButton"
            data-testid="stSidebarNavViewButton"
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
          >
            {isWhole ? "View less" : `View ${left} more`}
          </button>
        )}
      </nav>
      {isShared && <div className="stSidebarNavSeparator" data-testid="stSidebarNavSeparator" />}
    </>
  );
}

/** Whether a page of the app is among those of sections; one that no menu has is not missed. */
function holds(sections: readonly NavigationSection[], path: string): boolean {
  return sections.some(({ pages }) =>
    pages?.some((page) => !page.url && (page.path ?? "") === path),
  );
}

function Section({ section }: { section: NavigationSection }) {
  const [isOpen, setOpen] = useState(true);
  const listId = useId();
  const pages = (section.pages ?? []).map((page) => (
    <Item key={page.url ?? page.path ?? ""} page={page} />
  ));
  if (!section.title) return pages;
  return (
    <li className="navSection">
      <button
        type="button"
        className="stNavSectionHeader"
        data-testid="stNavSectionHeader"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
      >
        <InlineMarkdown body={section.title} nowrap plainLinks />
        <Glyph name="down" />
      </button>
      <ul id={listId} hidden={!isOpen}>
        {pages}
      </ul>
    </li>
  );
}

function Item({ page }: { page: NavigationPage }) {
  return (
    <li className="stSidebarNavLinkContainer" data-testid="stSidebarNavLinkContainer">
      <PageAnchor page={page} data-testid="stSidebarNavLink" />
    </li>
  );
}
