// @vitest-environment node
import { expect, test } from "vitest";
import { drawings } from "../../build/materialIcons";

const drawn = drawings();

test("the server knows the names of all icons that there are (vitest run -u writes them)", async () => {
  const names = `${Object.keys(drawn).sort().join("\n")}\n`;
  await expect(names).toMatchFileSnapshot("../../../src/millstream/ui/material_icons.txt");
});

test("icons are found by the names that they had before, and by those that end like a style", () => {
  expect(drawn.done).toBe(drawn.check);
  expect(drawn.check_box_outline_blank).toBeDefined();
  expect(drawn.error_outline).toBe(drawn.error);
  expect(drawn.turn_sharp_left).toBeDefined();
  expect(drawn.home_outline).toBeUndefined();
});
