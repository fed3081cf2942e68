import { useState } from "react";
import {
  Button,
  type Color,
  ColorArea,
  ColorField,
  ColorSlider,
  ColorThumb,
  Dialog,
  DialogTrigger,
  Input,
  Popover,
  parseColor,
  SliderTrack,
} from "react-aria-components";
import { portal } from "../../kit/portal";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import "./ColorPicker.css";

export default function ColorPickerElement({ id, element }: ElementProps<"color_picker">) {
  const commit = useWidget<string>(id);
  const shown = element.value || "#000000";
  const label = element.label ?? "";
  return (
    <div className="stColorPicker" data-testid="stColorPicker">
      <WidgetLabel
        label={label}
        help={element.help}
        visibility={element.label_visibility}
        disabled={element.disabled}
      />
      <DialogTrigger>
        <Button
          className="colorButton"
          aria-label={`${label} color picker`}
          isDisabled={element.disabled ?? false}
        >
          <span
            className="stColorPickerBlock"
            data-testid="stColorPickerBlock"
            style={{ backgroundColor: shown }}
          />
        </Button>
        <Popover
          UNSTABLE_portalContainer={portal()}
          className="colorPopover"
          data-testid="stColorPickerPopover"
          placement="bottom start"
        >
          <Dialog className="colorDialog" aria-label={label}>
            <Palette shown={shown} commit={commit} />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

/** Holds a colour of its own while it is open: a hexadecimal value would forget the hue of a grey. */
function Palette({ shown, commit }: { shown: string; commit(value: string): void }) {
  const [color, setColor] = useState<Color>(() => parseColor(shown).toFormat("hsb"));
  const apply = (chosen: Color): void => {
    const value = chosen.toString("hex").toLowerCase();
    if (value !== shown) commit(value);
  };
  return (
    <>
      <ColorArea
        className="colorArea"
        aria-label="Saturation and brightness"
        colorSpace="hsb"
        xChannel="saturation"
        yChannel="brightness"
        value={color}
        onChange={setColor}
        onChangeEnd={apply}
      >
        <ColorThumb className="colorThumb" />
      </ColorArea>
      <ColorSlider
        aria-label="Hue"
        colorSpace="hsb"
        channel="hue"
        value={color}
        onChange={setColor}
        onChangeEnd={apply}
      >
        <SliderTrack className="hueTrack">
          <ColorThumb className="colorThumb" />
        </SliderTrack>
      </ColorSlider>
      <ColorField
        aria-label="Hexadecimal colour"
        value={color}
        onChange={(chosen) => {
          if (!chosen) return;
          setColor(chosen.toFormat("hsb"));
          apply(chosen);
        }}
      >
        <Input className="colorInput" />
      </ColorField>
    </>
  );
}
