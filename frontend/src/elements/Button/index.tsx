import { Button } from "../../kit/Button";
import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { useShortcut } from "../../kit/shortcut";
import { Tooltip } from "../../kit/Tooltip";
import { type ElementProps, useTrigger } from "../element";
import "./Button.css";

export default function ButtonElement({ id, element }: ElementProps<"button">) {
  const click = useTrigger(id);
  useShortcut(element.shortcut, click, element.disabled);
  const variant = element.type || "secondary";
  const icon = element.icon && <Icon name={element.icon} />;
  const name = element.submit ? "stFormSubmitButton" : "stButton";
  return (
    <div className={name} data-testid={name}>
      <Tooltip help={element.help}>
        <Button
          variant={variant}
          data-testid={`stBaseButton-${variant}${element.submit ? "FormSubmit" : ""}`}
          disabled={element.disabled}
          onClick={click}
        >
          {!element.icon_right && icon}
          <InlineMarkdown body={element.label ?? ""} nowrap={element.nowrap} plainLinks />
          {element.icon_right && icon}
          {element.shortcut && <kbd className="shortcut">{element.shortcut}</kbd>}
        </Button>
      </Tooltip>
    </div>
  );
}
