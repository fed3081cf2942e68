import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { Tooltip } from "../../kit/Tooltip";
import type { ElementProps } from "../element";
import { elsewhere, useFollow, useIsOpen } from "../place";
import "./PageLink.css";

export default function PageLinkElement({ element }: ElementProps<"page_link">) {
  const { label = "", icon, path = "", query = "", url, disabled = false } = element;
  const follow = useFollow();
  const isOpen = useIsOpen(path) && !url;
  const drawing = icon && <Icon name={icon} />;
  const place = { path, query };
  return (
    <div className="stPageLink" data-testid="stPageLink">
      <Tooltip help={element.help}>
        <a
          className="pageLink"
          data-testid="stPageLink-NavLink"
          {...(disabled ? { role: "link" } : url ? elsewhere(url) : follow(place))}
          aria-disabled={disabled || undefined}
          aria-current={isOpen ? "page" : undefined}
        >
          {!element.icon_right && drawing}
          <InlineMarkdown body={label} plainLinks />
          {element.icon_right && drawing}
        </a>
      </Tooltip>
    </div>
  );
}
