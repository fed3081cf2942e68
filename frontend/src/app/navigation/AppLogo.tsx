import { Icon } from "../../kit/Icon";
import type { Logo } from "../../protocol/messages";
import "./menus.css";

interface AppLogoProps {
  logo: Logo;
  /** Where it stands: there is less room in the header. */
  place: "sidebar" | "header";
}

/** The app's sign. */
export function AppLogo({ logo, place }: AppLogoProps) {
  const { image = "", icon_image: icon, link, size } = logo;
  const sign = <Sign image={place === "header" && icon ? icon : image} />;
  const name = place === "header" ? "stHeaderLogo" : "stSidebarLogo";
  const box = (
    <span className={`stLogo ${name}`} data-testid={name} data-size={size || "medium"}>
      {sign}
    </span>
  );
  if (!link) return box;
  return (
    <a
      href={link}
      target="_blank"
      rel="noopener noreferrer"
      className="stLogoLink"
      data-testid="stLogoLink"
      aria-label="The app's site"
    >
      {box}
    </a>
  );
}

function Sign({ image }: { image: string }) {
  return /^(https?:|data:|\/)/.test(image) ? <img src={image} alt="Logo" /> : <Icon name={image} />;
}
