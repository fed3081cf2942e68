import { Button } from "react-aria-components";
import { session } from "../../app/session";
import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { useShortcut } from "../../kit/shortcut";
import { Tooltip } from "../../kit/Tooltip";
import type { ElementProps } from "../element";
import "./Button.css";

export function ButtonElement({ id, element }: ElementProps<"button">) {
  const click = (): void => session.trigger(id);
  useShortcut(element.shortcut, click, element.disabled);
  const kind = element.type || "secondary";
  const icon = element.icon && <Icon name={element.icon} />;
  return (
    <div className="stButton" data-testid="stButton" data-stretch={element.width !== undefined}>
      <Tooltip help={element.help}>
        <Button
          className="button"
          data-variant={kind}
          data-testid={`stBaseButton-${kind}`}
          isDisabled={element.disabled ?? false}
          onPress={click}
        >
          {!element.icon_right && icon}
          <InlineMarkdown body={element.label ?? ""} nowrap={element.nowrap} />
          {element.icon_right && icon}
          {element.shortcut && <kbd className="shortcut">{element.shortcut}</kbd>}
        </Button>
      </Tooltip>
    </div>
  );
}
