import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import JsonElement from ".";

afterEach(cleanup);

function show(body: unknown, depth?: number): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  render(
    <JsonElement
      id={1}
      keyClass=""
      nodes={[]}
      element={{ kind: "json", body: text, ...(depth !== undefined && { depth }) }}
    />,
  );
}

const text = (): string => screen.getByTestId("stJson").textContent ?? "";

describe("the tree of a document", () => {
  it("is open down to its depth", () => {
    show({ a: { b: { c: 1 } } }, 2);
    expect(text()).toContain("b: ");
    expect(text()).not.toContain("c: 1}}");
    expect(screen.getAllByRole("button", { expanded: true })).toHaveLength(2);
    expect(screen.getAllByRole("button", { expanded: false })).toHaveLength(1);
  });

  it("is open all the way down at depth -1", () => {
    show({ a: { b: { c: "deep" } } }, -1);
    expect(screen.queryAllByRole("button", { expanded: false })).toHaveLength(0);
    expect(screen.getByText('"deep"')).toBeTruthy();
  });

  it("opens and folds by a click", async () => {
    show({ a: ["inside"] });
    expect(screen.queryByText('"inside"')).toBeNull();
    await userEvent.click(screen.getByRole("button", { expanded: false }));
    await userEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByText('"inside"')).toBeTruthy();
    await userEvent.click(screen.getAllByRole("button", { expanded: true })[0] as HTMLElement);
    expect(screen.queryByText('"inside"')).toBeNull();
  });

  it("draws long lists a hundred at a time", async () => {
    show(
      Array.from({ length: 250 }, (_, index) => `v${index}`),
      1,
    );
    expect(screen.queryByText('"v100"')).toBeNull();
    await userEvent.click(screen.getByText("Show 100 more of 250"));
    expect(screen.getByText('"v199"')).toBeTruthy();
    expect(screen.getByText("Show 50 more of 250")).toBeTruthy();
  });

  it("shows a text that is no JSON as it is", () => {
    show("{broken");
    expect(text()).toBe("{broken");
  });
});
