import type { CSSProperties } from "react";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import { useDrag } from "./drag";
import { valueLabel } from "./label";
import "./Slider.css";
import { fraction, moved, type Scale } from "./track";

export default function SliderElement({ id, element }: ElementProps<"slider">) {
  const commit = useWidget<number[]>(id);
  const shown = element.value ?? [];
  const scale = scaleOf(element);
  const change = (values: number[]): void => {
    if (values.some((value, i) => value !== shown[i])) commit(values);
  };
  const { values, held, handlers } = useDrag(shown, scale, change);
  const places = values.map((value) => fraction(value, scale));
  const [first = 0, last] = places;
  const percent = (place: number): string => `${100 * place}%`;
  return (
    <div className="stSlider" data-testid="stSlider" data-disabled={element.disabled}>
      <WidgetLabel
        label={element.label}
        help={element.help}
        visibility={element.label_visibility}
        disabled={element.disabled}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend of its own */}
      <div
        className="sliderTrack"
        role="group"
        aria-label={element.label}
        data-held={held >= 0}
        {...(!element.disabled && handlers)}
      >
        <div className="sliderRail" />
        <div
          className="sliderFill"
          data-single={last === undefined}
          style={
            last === undefined
              ? { width: percent(first) }
              : { insetInlineStart: percent(first), width: percent(last - first) }
          }
        />
        {values.map((value, thumb) => {
          const place = places[thumb] ?? 0;
          const text = valueLabel(value, element);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the first and the second thumb stay what they are
            <div key={thumb} className="sliderThumb" style={{ insetInlineStart: percent(place) }}>
              <input
                type="range"
                className="visuallyHidden"
                aria-label={thumbLabel(element.label ?? "", thumb, values.length)}
                aria-valuetext={text}
                min={values[thumb - 1] ?? scale.minimum}
                max={values[thumb + 1] ?? scale.maximum}
                step={scale.step}
                value={value}
                disabled={element.disabled}
                onChange={(event) => change(moved(values, thumb, Number(event.target.value)))}
              />
              <div
                className="stSliderThumbValue"
                data-testid="stSliderThumbValue"
                style={{ "--place": place } as CSSProperties}
              >
                {text}
              </div>
            </div>
          );
        })}
      </div>
      <div className="stSliderTickBar" data-testid="stSliderTickBar" aria-hidden="true">
        <span>{valueLabel(scale.minimum, element)}</span>
        <span>{valueLabel(scale.maximum, element)}</span>
      </div>
    </div>
  );
}

function scaleOf(element: ElementProps<"slider">["element"]): Scale {
  if (element.scale === "options") {
    return { minimum: 0, maximum: Math.max(0, (element.options?.length ?? 0) - 1), step: 1 };
  }
  return { minimum: element.minimum ?? 0, maximum: element.maximum ?? 0, step: element.step || 1 };
}

function thumbLabel(label: string, thumb: number, count: number): string {
  return count === 1 ? label : `${label} — ${thumb === 0 ? "start" : "end"}`;
}
