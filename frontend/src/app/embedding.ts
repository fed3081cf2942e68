/** How a page that shows this one in a frame wants it: `?embed=true&embed_options=...`. */
const parameters = new URLSearchParams(location.search);
const isEmbedded = parameters.get("embed") === "true";
const options = new Set(parameters.getAll("embed_options").flatMap((value) => value.split(",")));

export const embedding = {
  isEmbedded,
  hasToolbar: !isEmbedded || options.has("show_toolbar"),
};

/** Writes on the page what its style sheets need to know of the frame. */
export function followEmbedding(): void {
  const { dataset } = document.documentElement;
  if (!isEmbedded) return;
  dataset.embedded = "true";
  if (!options.has("show_padding")) dataset.padding = "none";
  if (options.has("show_colored_line")) dataset.line = "colored";
  if (options.has("disable_scrolling")) dataset.scrolling = "none";
}
