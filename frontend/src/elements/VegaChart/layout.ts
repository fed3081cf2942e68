/** Fits a Vega-Lite specification into its place in the page. */
export type Spec = Record<string, unknown>;

/** The data that the element brings has this name in the specification. */
export const SOURCE = "source";
export const USUAL_HEIGHT = 350;

const COMPOSED = ["concat", "hconcat", "vconcat", "facet", "repeat", "spec"];

/** Views that are put together of others have the sizes of their parts; only single ones can be fitted. */
export function isSingle(spec: Spec): boolean {
  const encoding = (spec.encoding ?? {}) as Spec;
  return (
    !COMPOSED.some((word) => word in spec) &&
    !["facet", "row", "column"].some((word) => word in encoding)
  );
}

const isFree = (size: unknown): boolean => size === undefined || size === "container" || size === 0;

export interface Place {
  /** In pixels. */
  width: number;
  height: number | undefined;
  /** Whether the chart takes the width it is given, whatever its own is. */
  isStretched: boolean;
}

/** Gives the specification with its data named and, where it is a single view, as large as its place. */
export function placed(spec: Spec, place: Place): Spec {
  const data = spec.data ?? { name: SOURCE };
  if (!isSingle(spec)) return { ...spec, data };
  const takesWidth = place.isStretched || isFree(spec.width);
  const height = place.height ?? (isFree(spec.height) ? USUAL_HEIGHT : spec.height);
  return {
    ...spec,
    data,
    width: takesWidth ? place.width : spec.width,
    height,
    autosize: spec.autosize ?? {
      type: takesWidth ? (typeof height === "number" ? "fit" : "fit-x") : "pad",
      contains: "padding",
    },
  };
}
