import type { ComponentProps } from "react";
import { elsewhere, useFollow, useIsOpen } from "../../elements/place";
import { Glyph } from "../../kit/Glyph";
import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { Tooltip } from "../../kit/Tooltip";
import type { NavigationPage } from "../../protocol/messages";

interface PageAnchorProps extends ComponentProps<"a"> {
  page: NavigationPage;
}

/** A page in a menu: the link that opens it. */
export function PageAnchor({ page, ...rest }: PageAnchorProps) {
  const { path = "", url, help } = page;
  const follow = useFollow();
  const isOpen = useIsOpen(path) && !url;
  return (
    <Tooltip help={help}>
      <a
        {...rest}
        {...(url ? elsewhere(url) : follow({ path, query: "" }))}
        className="pageAnchor"
        aria-current={isOpen ? "page" : undefined}
      >
        <PageName page={page} />
      </a>
    </Tooltip>
  );
}

/** What a menu shows of a page. */
export function PageName({ page }: { page: NavigationPage }) {
  return (
    <>
      {page.icon && <Icon name={page.icon} />}
      <InlineMarkdown body={page.title ?? ""} nowrap plainLinks />
      {page.url && (
        <>
          <Glyph name="out" />
          <span className="visuallyHidden">(opens in new tab)</span>
        </>
      )}
    </>
  );
}
