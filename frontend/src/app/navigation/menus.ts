/** What is fetched for apps that have pages or a logo. */
export { AppLogo } from "./AppLogo";
export { SidebarNav } from "./SidebarNav";
export { TopNav } from "./TopNav";
