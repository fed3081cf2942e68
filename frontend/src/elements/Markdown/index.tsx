import { MarkdownText } from "../../kit/markdown/MarkdownText";
import { HelpTooltip } from "../../kit/Tooltip";
import type { ElementProps } from "../element";
import "./Markdown.css";

export default function MarkdownElement({ element }: ElementProps<"markdown">) {
  return (
    <div
      className="stMarkdown"
      data-testid="stMarkdown"
      data-nowrap={element.nowrap}
      style={{ textAlign: element.alignment || undefined }}
    >
      <MarkdownText
        body={element.body ?? ""}
        caption={element.caption}
        allowHtml={element.allow_html}
        noAnchors={element.no_anchors}
        after={element.help && <HelpTooltip help={element.help} />}
      />
    </div>
  );
}
