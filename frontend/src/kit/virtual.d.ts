declare module "virtual:material-icons" {
  export const loaders: (() => Promise<{ default: Record<string, string> }>)[];
}
