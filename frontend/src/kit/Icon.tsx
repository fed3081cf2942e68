/** An icon: an emoji as it is, or one of Material's by name (`:material/home:`), whose drawings come when first needed. */
import { useSyncExternalStore } from "react";
import "./Icon.css";
import { iconPath, subscribeIcons } from "./icons";

export function Icon({ name }: { name: string }) {
  const material = /^:material\/(\w+):$/.exec(name)?.[1];
  if (!material) {
    return (
      <span className="icon" aria-hidden="true">
        {name}
      </span>
    );
  }
  return <MaterialIcon name={material} />;
}

function MaterialIcon({ name }: { name: string }) {
  const path = useSyncExternalStore(subscribeIcons, () => iconPath(name));
  return (
    <svg
      className="icon stIconMaterial"
      data-testid="stIconMaterial"
      data-icon={name}
      viewBox="0 -960 960 960"
      aria-hidden="true"
    >
      {path && <path d={path} />}
    </svg>
  );
}
