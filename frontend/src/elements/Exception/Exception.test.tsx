import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { Exception } from "../../protocol/messages";
import ExceptionElement from ".";

afterEach(cleanup);

const FAILURE: Exception = {
  kind: "exception",
  type: "ValueError",
  message: "bad **x** <b>",
  frames: [
    { file: "app.py", function: "<module>", line: 9, first_line: 8, source: ["x = 1", "f()"] },
    {
      file: "lib/f.py",
      function: "f",
      line: 3,
      first_line: 2,
      source: ["def f():", "    raise ValueError(m)", ""],
    },
  ],
  text: "Traceback: all of it",
};

function show(change: Partial<Exception> = {}): HTMLElement {
  return render(
    <ExceptionElement id={1} keyClass="" nodes={[]} element={{ ...FAILURE, ...change }} />,
  ).container;
}

describe("an exception", () => {
  it("says its type and its message as they are", () => {
    show();
    expect(screen.getByTestId("stExceptionMessage").textContent).toBe("ValueError: bad **x** <b>");
  });

  it("marks the failing line of each frame and opens the last frame alone", () => {
    const container = show();
    const marked = [...container.querySelectorAll("[data-failing]")].map((line) =>
      line.textContent?.trim(),
    );
    expect(marked).toEqual(["9f()", "3    raise ValueError(m)"]);
    expect(
      screen.getAllByTestId("stExceptionTraceRow").map((frame) => frame.hasAttribute("open")),
    ).toEqual([false, true]);
  });

  it("copies the whole traceback", async () => {
    const user = userEvent.setup();
    show();
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toBe("Traceback: all of it");
    expect(screen.getByRole("button", { name: "Copied" })).toBeTruthy();
  });

  it("asks elsewhere only through links", () => {
    show();
    const google = screen.getByRole("link", { name: "Ask Google" });
    expect(google.getAttribute("href")).toBe(
      "https://www.google.com/search?q=ValueError%3A%20bad%20**x**%20%3Cb%3E",
    );
    expect(google.getAttribute("rel")).toBe("noopener noreferrer");
    expect(screen.getByRole("link", { name: "Ask ChatGPT" })).toBeTruthy();
  });

  it("stands without frames and text", () => {
    show({ frames: [], text: "", message: "" });
    expect(screen.getByTestId("stExceptionMessage").textContent).toBe("ValueError");
  });
});
