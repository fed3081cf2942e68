/** How a page that shows this one in a frame wants it: `?embed=true&embed_options=...`. */
const parameters = new URLSearchParams(location.search);
const isEmbedded = parameters.get("embed") === "true";
const options = new Set(parameters.getAll("embed_options").flatMap((value) => value.split(",")));

export const embedding = {
  hidesHeader: isEmbedded && !options.has("show_toolbar"),
  hidesMenu: isEmbedded,
};

const root = document.documentElement;
if (isEmbedded) root.dataset["embedded"] = "true";
if (isEmbedded && !options.has("show_padding")) root.dataset["padding"] = "none";
if (isEmbedded && options.has("disable_scrolling")) root.dataset["scrolling"] = "none";
