import { Icon } from "../../kit/Icon";
import { HeadingLine } from "../../kit/markdown/HeadingLine";
import { InlineText, MarkdownText } from "../../kit/markdown/MarkdownText";
import { slug } from "../../kit/markdown/slug";
import { HelpTooltip } from "../../kit/Tooltip";
import type { ElementProps } from "../element";
import "./Heading.css";

/** The first line is the heading; whatever follows it is text below. */
export default function HeadingElement({ element }: ElementProps<"heading">) {
  const body = element.body ?? "";
  const end = body.search(/\n|$/);
  const line = body.slice(0, end);
  const rest = body.slice(end).trim();
  return (
    <div
      className="stHeading"
      data-testid="stHeading"
      data-nowrap={element.nowrap}
      style={{ textAlign: element.alignment || undefined }}
    >
      <div className="markdown" data-testid="stMarkdownContainer">
        <HeadingLine
          level={element.level ?? 1}
          anchor={element.no_anchor ? "" : element.anchor || slug(line)}
          help={element.help && <HelpTooltip help={element.help} />}
        >
          {element.icon && (
            <span className="headingIcon">
              <Icon name={element.icon} />
            </span>
          )}
          <InlineText body={line} />
        </HeadingLine>
      </div>
      {rest && <MarkdownText body={rest} />}
      {element.divider && (
        <hr
          className="headingDivider"
          data-testid="stHeadingDivider"
          data-color={element.divider}
        />
      )}
    </div>
  );
}
