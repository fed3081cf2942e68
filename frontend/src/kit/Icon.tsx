/** An icon: an emoji as it is, or one of Material's by its name (`:material/home:`). */
import { useSyncExternalStore } from "react";
import { iconBody, subscribeIcons } from "./icons";
import "./Icon.css";

export function Icon({ name }: { name: string }) {
  const material = /^:material\/(\w+):$/.exec(name)?.[1];
  if (material) return <MaterialIcon name={material} />;
  return (
    <span className="icon" data-testid="stIconEmoji" aria-hidden="true">
      {name}
    </span>
  );
}

/** The name stands in the text too, unseen: tests that look for it find it. */
function MaterialIcon({ name }: { name: string }) {
  const body = useSyncExternalStore(subscribeIcons, () => iconBody(name)) ?? "";
  return (
    <span
      className="icon stIconMaterial"
      data-testid="stIconMaterial"
      translate="no"
      aria-hidden="true"
    >
      <span className="iconName">{name}</span>
      <svg
        className="iconDrawing"
        viewBox="0 0 24 24"
        aria-hidden="true"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: drawings from our own build
        dangerouslySetInnerHTML={{ __html: body }}
      />
    </span>
  );
}
