import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NumberInput, Selectbox, Slider, TextInput } from "../protocol/messages";
import { Page, show } from "./harness";

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(300);
});
afterEach(cleanup);

describe("a button", () => {
  it("reports a click", async () => {
    const page = show({ kind: "button", id: "b", label: "Go" });
    await userEvent.click(screen.getByRole("button", { name: "Go" }));
    expect(page.values).toEqual([true]);
  });

  it("reports its shortcut, but not while somebody writes", async () => {
    const page = show({ kind: "button", id: "b", label: "Go", shortcut: "g" });
    await userEvent.keyboard("g");
    expect(page.values).toEqual([true]);
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    await userEvent.keyboard("g");
    field.remove();
    expect(page.values).toEqual([true]);
  });

  it("that is disabled reports nothing", async () => {
    const page = show({ kind: "button", id: "b", label: "Go", shortcut: "g", disabled: true });
    await userEvent.click(screen.getByRole("button"));
    await userEvent.keyboard("g");
    expect(page.values).toEqual([]);
  });
});

describe("a checkbox", () => {
  it("is checked at once, by its label too", async () => {
    const page = show({ kind: "checkbox", id: "c", label: "Agree" });
    await userEvent.click(screen.getByText("Agree"));
    expect((screen.getByRole("checkbox") as HTMLInputElement).checked).toBe(true);
    expect(page.values).toEqual([true]);
  });

  it("is a switch when it is a toggle", () => {
    show({ kind: "checkbox", id: "c", label: "On", toggle: true, value: true });
    expect((screen.getByRole("switch") as HTMLInputElement).checked).toBe(true);
  });
});

describe("a text input", () => {
  const input = (rest: Partial<TextInput> = {}): TextInput => ({
    kind: "text_input",
    id: "t",
    label: "Name",
    ...rest,
  });
  const field = (): HTMLInputElement => screen.getByRole("textbox");

  it("applies what was written on Enter, and says so before", async () => {
    const page = show(input({ value: "a" }));
    await userEvent.type(field(), "b");
    expect(screen.getByTestId("InputInstructions").textContent).toBe("Press Enter to apply");
    expect(page.values).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect(page.values).toEqual(["ab"]);
    expect(screen.queryByTestId("InputInstructions")).toBeNull();
  });

  it("applies it when the field is left", async () => {
    const page = show(input());
    await userEvent.type(field(), "x");
    await userEvent.tab();
    expect(page.values).toEqual(["x"]);
  });

  it("takes it back on Escape", async () => {
    const page = show(input({ value: "a" }));
    await userEvent.type(field(), "b{Escape}");
    await userEvent.tab();
    expect([field().value, page.values]).toEqual(["a", []]);
  });

  it("sends nothing when nothing was changed", async () => {
    const page = show(input({ value: "a" }));
    await userEvent.type(field(), "{Enter}");
    expect(page.values).toEqual([]);
  });

  it("is null when it is emptied and may be", async () => {
    const page = show(input({ value: "a", nullable: true }));
    await userEvent.clear(field());
    await userEvent.keyboard("{Enter}");
    expect(page.values).toEqual([null]);
  });

  it("shows what the script has set in place of what was applied", async () => {
    const page = show(input({ value: "a" }));
    await userEvent.type(field(), "b{Enter}");
    page.put(2, input({ value: "" }));
    expect(field().value).toBe("");
  });

  it("counts the characters where they are limited", async () => {
    show(input({ max_chars: 3 }));
    await userEvent.type(field(), "abcd");
    expect(field().value).toBe("abc");
    expect(screen.getByTestId("InputInstructions").textContent).toContain("3/3");
  });
});

describe("a text input that is particular", () => {
  const input = (rest: Partial<TextInput>): TextInput => ({
    kind: "text_input",
    id: "t",
    label: "Name",
    ...rest,
  });
  const complaint = (): string | null => screen.queryByRole("alert")?.textContent ?? null;

  it("keeps its value rather than be blank where it is required", async () => {
    const page = show(input({ value: "a", required: true }));
    const field = screen.getByRole("textbox");
    await userEvent.clear(field);
    await userEvent.type(field, "  {Enter}");
    expect([page.values, complaint()]).toEqual([[], "This cannot be empty."]);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    await userEvent.type(field, "b{Enter}");
    expect([page.values, complaint()]).toEqual([["  b"], null]);
  });

  it("says what it expects until the text fits its pattern", async () => {
    const page = show(input({ pattern: "^\\d+$", pattern_message: "Digits only." }));
    const field = screen.getByRole("textbox");
    await userEvent.type(field, "1x{Enter}");
    expect([page.values, complaint()]).toEqual([[], "Digits only."]);
    await userEvent.type(field, "{Backspace}");
    expect(complaint()).toBeNull();
    await userEvent.keyboard("{Enter}");
    expect(page.values).toEqual(["1"]);
  });

  it("checks an address, unless the app has switched that off", async () => {
    const page = show(input({ type: "email" }));
    await userEvent.type(screen.getByRole("textbox"), "ada{Enter}");
    expect([page.values, complaint()]).toEqual([
      [],
      "An e-mail address looks like name@example.org.",
    ]);
    page.put(2, input({ type: "email", pattern: "" }));
    await userEvent.keyboard("{Enter}");
    expect(page.values).toEqual(["ada"]);
  });

  it("takes everything where this browser does not know the pattern", async () => {
    const page = show(input({ pattern: "(" }));
    await userEvent.type(screen.getByRole("textbox"), "a{Enter}");
    expect(page.values).toEqual(["a"]);
  });

  it("is applied by a pause where it is live, once for all that was written before", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const page = show(input({ live_milliseconds: 250 }));
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    await user.type(screen.getByRole("textbox"), "ab");
    expect(page.values).toEqual([]);
    act(() => vi.advanceTimersByTime(250));
    expect(page.values).toEqual(["ab"]);
    vi.useRealTimers();
  });

  it("is cleared by its button when it is a search", async () => {
    const page = show(input({ type: "search", value: "mill" }));
    await userEvent.click(screen.getByLabelText("Clear value"));
    expect(page.values).toEqual([""]);
  });
});

describe("a form with required fields", () => {
  it("is not sent before they are filled in, and has the first of those focused", async () => {
    const page = new Page({
      id: 2,
      element: { kind: "form" },
      children: [
        { id: 3, element: { kind: "text_input", id: "t", label: "Name", required: true } },
        {
          id: 4,
          element: {
            kind: "selectbox",
            id: "s",
            label: "Size",
            options: ["a"],
            required: true,
            value: 0,
          },
        },
        { id: 5, element: { kind: "button", id: "b", label: "Send", submit: true } },
      ],
    });
    await screen.findByRole("combobox");
    await userEvent.click(screen.getByText("Send"));
    expect(page.sent).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("textbox"));
    await userEvent.keyboard("x");
    await userEvent.click(screen.getByText("Send"));
    expect(page.values).toEqual(["x", true]);
  });
});

describe("a number input", () => {
  const input = (rest: Partial<NumberInput> = {}): NumberInput => ({
    kind: "number_input",
    id: "n",
    label: "Days",
    integer: true,
    step: 1,
    ...rest,
  });
  const field = async (): Promise<HTMLInputElement> => screen.findByRole("spinbutton");

  it("steps with its buttons and with the arrow keys, up to its limits", async () => {
    const page = show(input({ value: 9, maximum: 10 }));
    await field();
    await userEvent.click(screen.getByTestId("stNumberInputStepUp"));
    await userEvent.type(await field(), "{ArrowUp}{ArrowDown}");
    expect(page.values).toEqual([9]);
    expect((await field()).value).toBe("9");
  });

  it("keeps decimals as exact as its step", async () => {
    const page = show(input({ integer: false, value: 0.1, step: 0.1, format: "%0.1f" }));
    await userEvent.type(await field(), "{ArrowUp}{ArrowUp}");
    expect(page.values).toEqual([0.3]);
  });

  it("refuses what is no number or out of range", async () => {
    const page = show(input({ value: 5, minimum: 0, maximum: 10 }));
    for (const written of ["abc", "11"]) {
      await userEvent.clear(await field());
      await userEvent.type(await field(), `${written}{Enter}`);
    }
    expect(page.values).toEqual([]);
    expect((await field()).value).toBe("5");
  });
});

describe("a slider", () => {
  const slider = (rest: Partial<Slider>): Slider => ({
    kind: "slider",
    id: "s",
    label: "Level",
    minimum: 0,
    maximum: 10,
    step: 1,
    integer: true,
    format: "%d",
    ...rest,
  });
  const thumbs = async (): Promise<HTMLInputElement[]> => screen.findAllByRole("slider");
  const labels = (): (string | null)[] =>
    screen.getAllByTestId("stSliderThumbValue").map((label) => label.textContent);

  it("is told where its thumb is moved by keys", async () => {
    const page = show(slider({ value: [3] }));
    const [thumb] = await thumbs();
    fireEvent.change(thumb as Element, { target: { value: "4" } });
    expect(page.values).toEqual([[4]]);
    expect(labels()).toEqual(["4"]);
  });

  it("keeps the thumbs of a range apart", async () => {
    show(slider({ value: [2, 6] }));
    const [low, high] = await thumbs();
    expect([low?.max, high?.min]).toEqual(["6", "2"]);
    expect(low?.getAttribute("aria-label")).toBe("Level — start");
  });

  it("shows dates, times and options as they read", async () => {
    show(slider({ value: [18_262], minimum: 18_000, maximum: 19_000, scale: "date", format: "" }));
    await thumbs();
    expect(labels()).toEqual(["2020-01-01"]);
    cleanup();
    show(slider({ value: [34_200], maximum: 86_399, scale: "time", format: "" }));
    expect(labels()).toEqual(["09:30"]);
    cleanup();
    show(slider({ value: [1], scale: "options", options: ["low", "high"] }));
    expect(labels()).toEqual(["high"]);
  });

  it("follows a drag at once and tells when it ends", async () => {
    const page = show(slider({ value: [2] }));
    const [thumb] = await thumbs();
    const track = thumb?.closest<HTMLElement>(".sliderTrack") as HTMLElement;
    track.getBoundingClientRect = () => ({ left: 0, width: 100 }) as DOMRect;
    track.setPointerCapture = () => undefined;
    fireEvent.pointerDown(track, { button: 0, clientX: 50, pointerId: 1 });
    fireEvent.pointerMove(track, { clientX: 72, pointerId: 1 });
    expect(labels()).toEqual(["7"]);
    expect(page.values).toEqual([]);
    fireEvent.pointerUp(track, { pointerId: 1 });
    expect(page.values).toEqual([[7]]);
  });
});

describe("a selectbox", () => {
  const select = (rest: Partial<Selectbox> = {}): Selectbox => ({
    kind: "selectbox",
    id: "x",
    label: "City",
    options: ["Bremen", "Hamburg", "Hanover"],
    value: 0,
    ...rest,
  });
  const field = async (): Promise<HTMLInputElement> => screen.findByRole("combobox");
  const options = async (): Promise<(string | null)[]> =>
    (await screen.findAllByRole("option")).map((option) => option.textContent);

  it("shows its options on a click and takes the one that is clicked", async () => {
    const page = show(select());
    await userEvent.click(await field());
    expect(await options()).toEqual(["Bremen", "Hamburg", "Hanover"]);
    await userEvent.click(screen.getByRole("option", { name: "Hamburg" }));
    expect(page.values).toEqual(["Hamburg"]);
    expect((await field()).value).toBe("Hamburg");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("takes an option by keys alone", async () => {
    const page = show(select());
    (await field()).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{Enter}");
    expect(page.values).toEqual(["Hanover"]);
  });

  it("says by its position which of equal options is taken", async () => {
    const page = show(select({ options: ["Bremen", "Halle", "Halle"] }));
    (await field()).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{Enter}");
    expect(page.values).toEqual([2]);
  });

  it("leaves the options that fit what is typed, and takes nothing on Escape", async () => {
    const page = show(select());
    await userEvent.type(await field(), "han", {
      initialSelectionStart: 0,
      initialSelectionEnd: 6,
    });
    expect(await options()).toEqual(["Hanover"]);
    await userEvent.keyboard("{Escape}");
    expect([(await field()).value, page.values]).toEqual(["Bremen", []]);
  });

  it("takes a new text where that is allowed", async () => {
    const page = show(select({ accept_new_options: true }));
    await userEvent.type(await field(), "Kiel", {
      initialSelectionStart: 0,
      initialSelectionEnd: 6,
    });
    expect(await options()).toEqual(["Add: Kiel"]);
    await userEvent.keyboard("{Enter}");
    expect(page.values).toEqual(["Kiel"]);
    expect((await field()).value).toBe("Kiel");
  });

  it("can be cleared", async () => {
    const page = show(select({ clearable: true }));
    await field();
    await userEvent.click(screen.getByRole("button", { name: "Clear value" }));
    expect(page.values).toEqual([null]);
    expect((await field()).value).toBe("");
  });
});

describe("a colour picker", () => {
  it("shows its colour and opens a palette", async () => {
    show({ kind: "color_picker", id: "p", label: "Ink", value: "#0b6e75" });
    const block = await screen.findByTestId("stColorPickerBlock");
    expect(block.style.backgroundColor).toMatch(/#0b6e75|rgb\(11, 110, 117\)/);
    await userEvent.click(screen.getByRole("button", { name: "Ink color picker" }));
    await waitFor(() => expect(screen.getByTestId("stColorPickerPopover")).toBeTruthy());
  });

  it("applies a colour that is written", async () => {
    const page = show({ kind: "color_picker", id: "p", label: "Ink", value: "#000000" });
    await userEvent.click(await screen.findByRole("button", { name: "Ink color picker" }));
    const field = await screen.findByRole("textbox", { name: "Hexadecimal colour" });
    await userEvent.clear(field);
    await userEvent.type(field, "ff8800");
    act(() => field.blur());
    expect(page.values.at(-1)).toBe("#ff8800");
  });
});
