import { Icon } from "../../kit/Icon";
import { MarkdownText } from "../../kit/markdown/MarkdownText";
import type { ElementProps } from "../element";
import "./Alert.css";

const CONTENT = {
  "": "stAlertContentInfo",
  info: "stAlertContentInfo",
  success: "stAlertContentSuccess",
  warning: "stAlertContentWarning",
  error: "stAlertContentError",
} as const;

export default function AlertElement({ element }: ElementProps<"alert">) {
  const level = element.level || "info";
  const urgent = level === "error" || level === "warning";
  return (
    <div className="stAlert" data-testid="stAlert">
      <div
        className="stAlertContainer"
        data-testid="stAlertContainer"
        data-level={level}
        role={urgent ? "alert" : "status"}
      >
        {element.icon && (
          <span className="alertIcon" data-testid="stAlertDynamicIcon">
            <Icon name={element.icon} />
          </span>
        )}
        <div className="alertContent" data-testid={CONTENT[level]}>
          {element.title && <p className="alertTitle">{element.title}</p>}
          <MarkdownText body={element.body ?? ""} />
        </div>
      </div>
    </div>
  );
}
