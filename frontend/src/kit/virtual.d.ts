declare module "virtual:material-icons" {
  export const loaders: Record<string, () => Promise<{ default: Record<string, string> }>>;
}
