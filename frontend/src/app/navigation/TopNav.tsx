/** The menu of pages at the top: a row of links and sections; those for which there is no room share one more menu. */
import { useLayoutEffect, useRef, useState } from "react";
import { Glyph } from "../../kit/Glyph";
import { Later, useLater } from "../../kit/later";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { useOpening } from "../../kit/opening";
import type { Navigation, NavigationPage, NavigationSection } from "../../protocol/messages";
import "./menus.css";
import { useSession } from "../../elements/page";
import { useValue } from "../hooks";
import { PageAnchor } from "./PageAnchor";

const menu = new Later(() => import("./TopNavMenu").then((module) => module.TopNavMenu));

type Item = NavigationPage | NavigationSection;

export function TopNav({ navigation }: { navigation: Navigation }) {
  const items = itemsOf(navigation.sections ?? []);
  const row = useRef<HTMLElement>(null);
  const room = useRoom(row, navigation);
  const left = items.slice(room);
  return (
    <nav ref={row} className="stTopNav" data-testid="stTopNav" aria-label="App pages">
      {items
        .slice(0, room)
        .map((item) =>
          isSection(item) ? (
            <TopSection key={`section ${item.title}`} title={item.title ?? ""} sections={[item]} />
          ) : (
            <TopLink key={item.url ?? item.path ?? ""} page={item} />
          ),
        )}
      {left.length > 0 && <TopSection title="More" sections={sectionsOf(left)} />}
    </nav>
  );
}

const isSection = (item: Item): item is NavigationSection => "pages" in item;

/** Gives the sections of a menu that stands for items. */
function sectionsOf(items: readonly Item[]): NavigationSection[] {
  const alone = items.filter((item): item is NavigationPage => !isSection(item));
  return [...(alone.length > 0 ? [{ pages: alone }] : []), ...items.filter(isSection)];
}

/** Gives the pages that stand by themselves, then the sections. */
function itemsOf(sections: readonly NavigationSection[]): Item[] {
  const alone = sections.filter(({ title }) => !title).flatMap(({ pages }) => pages ?? []);
  return [...alone, ...sections.filter(({ title }) => title)];
}

/** Gives how many items there is room for; all are drawn and measured first. */
function useRoom(row: { current: HTMLElement | null }, navigation: Navigation): number {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  const widths = useRef<number[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other pages have other widths
  useLayoutEffect(() => {
    const box = row.current;
    if (!box) return;
    widths.current = [];
    const fit = (): void => {
      if (widths.current.length === 0) {
        widths.current = [...box.children].map((child) => (child as HTMLElement).offsetWidth);
      }
      setRoom(fitting(widths.current, box.clientWidth));
    };
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    return () => {
      observer.disconnect();
      setRoom(Number.POSITIVE_INFINITY);
    };
  }, [row, navigation]);
  return room;
}

const GAP = 4;
const MORE = 96;

function fitting(widths: readonly number[], available: number): number {
  const total = widths.reduce((sum, width) => sum + width + GAP, -GAP);
  if (total <= available) return widths.length;
  let used = MORE;
  return widths.findIndex((width) => {
    used += width + GAP;
    return used > available;
  });
}

function TopLink({ page }: { page: NavigationPage }) {
  return (
    <div className="stTopNavLinkContainer" data-testid="stTopNavLinkContainer">
      <PageAnchor page={page} data-testid="stTopNavLink" />
    </div>
  );
}

function TopSection({
  title,
  sections,
}: {
  title: string;
  sections: readonly NavigationSection[];
}) {
  const { isOpen, close, opener } = useOpening();
  const button = useRef<HTMLButtonElement>(null);
  const Menu = useLater(menu, isOpen);
  const { path } = useValue(useSession().place);
  const isCurrent = sections.some(({ pages }) =>
    pages?.some((page) => !page.url && (page.path ?? "") === path),
  );
  return (
    <div className="stTopNavLinkContainer">
      <button
        ref={button}
        type="button"
        className="pageAnchor stTopNavSection"
        data-testid="stTopNavSection"
        data-current={isCurrent || undefined}
        onPointerEnter={menu.fetch}
        onFocus={menu.fetch}
        {...opener}
      >
        <InlineMarkdown body={title} nowrap plainLinks />
        <Glyph name="down" />
      </button>
      {isOpen && Menu && <Menu anchor={button} label={title} sections={sections} close={close} />}
    </div>
  );
}
