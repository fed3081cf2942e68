/** Long menus: which pages they show before the rest folds away. */
import type { NavigationSection } from "../../protocol/messages";

/** A menu of so many pages is shown whole. */
const FEW = 12;
/** A longer one shows so many, unless the app says how many. */
const SOME = 10;

/** Gives the first pages of a menu in their sections, and how many are left. */
export function fold(
  sections: readonly NavigationSection[],
  most: number | null | undefined,
): { shown: readonly NavigationSection[]; left: number } {
  const count = countPages(sections);
  const room = most ?? (count > FEW ? SOME : count);
  if (room < 0 || room >= count) return { shown: sections, left: 0 };
  const shown: NavigationSection[] = [];
  let free = room;
  for (const section of sections) {
    const pages = (section.pages ?? []).slice(0, free);
    free -= pages.length;
    if (pages.length > 0) shown.push({ ...section, pages });
  }
  return { shown, left: count - room };
}

function countPages(sections: readonly NavigationSection[]): number {
  return sections.reduce((sum, { pages }) => sum + (pages?.length ?? 0), 0);
}
