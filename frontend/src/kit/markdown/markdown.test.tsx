// @vitest-environment jsdom
import { act, cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { InlineMarkdown } from "./InlineMarkdown";
import { MarkdownText } from "./MarkdownText";
import { isPlain } from "./plain";
import { blocks, inline } from "./rich";
import { slug } from "./slug";

afterEach(cleanup);

function html(body: string, options = {}): string {
  return render(blocks(body, options)).container.innerHTML;
}

function label(body: string, options = {}): string {
  return render(inline(body, options)).container.innerHTML;
}

async function allowed(body: string): Promise<HTMLElement> {
  const { container } = render(<MarkdownText body={body} allowHtml />);
  await waitFor(() =>
    expect(container.querySelector(".markdownHtml")?.childNodes.length).toBeGreaterThan(0),
  );
  return container;
}

const OUTSIDE = 'target="_blank" rel="noopener noreferrer"';

describe("blocks", () => {
  it.each([
    ["a **b** *c* `d` ~~e~~", "<p>a <strong>b</strong> <em>c</em> <code>d</code> <s>e</s></p>"],
    ["one\ntwo", "<p>one\ntwo</p>"],
    ["Hard  \nbreak", "<p>Hard<br>break</p>"],
    ["> quote", "<blockquote><p>quote</p></blockquote>"],
    ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    ["3. a", '<ol start="3"><li>a</li></ol>'],
    ["---", "<hr>"],
    ["&copy; &amp;", "<p>© &amp;</p>"],
    ["\\$5 \\:red[x]", "<p>$5 :red[x]</p>"],
    [
      "|a|b|\n|-|:-:|\n|1|2|",
      '<div class="markdownTable"><table><thead><tr><th>a</th><th data-align="center">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td data-align="center">2</td></tr></tbody></table></div>',
    ],
    [
      "- [ ] a\n- [x] b",
      '<ul><li class="markdownTask"><input disabled="" aria-label="Task" type="checkbox">a</li>' +
        '<li class="markdownTask"><input disabled="" aria-label="Task" type="checkbox" checked="">b</li></ul>',
    ],
  ])("draws %j", (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  it.each([
    ["[l](https://e.com)", `<p><a href="https://e.com" ${OUTSIDE}>l</a></p>`],
    ["[l](#part)", '<p><a href="#part">l</a></p>'],
    ["see https://a.b/c.", `<p>see <a href="https://a.b/c" ${OUTSIDE}>https://a.b/c</a>.</p>`],
    ["www.example.com", `<p><a href="http://www.example.com" ${OUTSIDE}>www.example.com</a></p>`],
    ["app.py", "<p>app.py</p>"],
  ])("links %j out of the app, except within the page", (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  it("gives headings anchors and leaves them out when asked", () => {
    expect(html("## The *first* part")).toContain('<h2 id="The-first-part"'.toLowerCase());
    expect(html("## The part", { noAnchors: true })).not.toContain('id="the-part"');
  });

  it("numbers footnotes and links them both ways", () => {
    const drawn = html("a[^n]\n\n[^n]: note");
    expect(drawn).toContain('<sup id="fnref1"><a href="#fn1">1</a></sup>');
    expect(drawn).toContain('<li id="fn1">');
    expect(drawn).toContain('href="#fnref1"');
  });

  it("puts help at the end of the last paragraph, or after what is no paragraph", () => {
    expect(html("a **b**", { after: <i>?</i> })).toBe("<p>a <strong>b</strong><i>?</i></p>");
    expect(html("- a", { after: <i>?</i> })).toBe("<ul><li>a</li></ul><i>?</i>");
  });
});

describe("our own signs", () => {
  it.each([
    ["a -> b <- c <-> d", "a → b ← c ↔ d"],
    ["x >= 1, y <= 2, z ~= 3", "x ≥ 1, y ≤ 2, z ≈ 3"],
    ["-- x", "— x"],
    ["a->b --flag x--y (->) x<=y", "a-&gt;b --flag x--y (-&gt;) x&lt;=y"],
  ])("turns signs that stand alone into typography: %j", (source, expected) => {
    expect(html(source)).toBe(`<p>${expected}</p>`);
  });

  it.each([
    [":red[x]", '<span class="stMarkdownColoredText" data-color="red">x</span>'],
    [":grey[x]", '<span class="stMarkdownColoredText" data-color="gray">x</span>'],
    [
      ":blue-background[**x**]",
      '<span class="stMarkdownColoredBackground" data-color="blue"><strong>x</strong></span>',
    ],
    [":green-badge[x]", '<span class="stMarkdownBadge" data-color="green">x</span>'],
    [":small[x]", '<span class="markdownSmall">x</span>'],
    [
      ":red[a :blue[b] c]",
      '<span class="stMarkdownColoredText" data-color="red">a <span class="stMarkdownColoredText" data-color="blue">b</span> c</span>',
    ],
    [":pink[x]", ":pink[x]"],
    [":red[x", ":red[x"],
    ["`:red[x]`", "<code>:red[x]</code>"],
  ])("colours %j", (source, expected) => {
    expect(label(source)).toBe(expected);
  });

  it("draws emoji, icons and the logo by name, and leaves other names as written", async () => {
    const { container } = render(
      inline(":smile: :nothing_such: 12:30:45 :material/home: :streamlit:", {}),
    );
    await waitFor(() => expect(container.textContent).toContain("😄 :nothing_such: 12:30:45"));
    expect(container.querySelector(".stIconMaterial")?.textContent).toBe("home");
    expect(container.querySelector('[aria-label="Millstream"]')).not.toBeNull();
  });

  it("tells formulas from money", async () => {
    expect(html("$5 and $6")).toBe("<p>$5 and $6</p>");
    expect(html("$ x $ y")).toBe("<p>$ x $ y</p>");
    const { container } = render(blocks("$x^2$ and\n\n$$\ny\n$$\n\nafter", {}));
    await waitFor(() => expect(container.querySelectorAll(".katex")).toHaveLength(2));
    expect(container.querySelectorAll(".katex-display")).toHaveLength(1);
    expect(container.textContent).toContain("after");
  });
});

describe("labels", () => {
  it.each(["1. x", "# H", "- a", "> q", "    x"])(
    "shows the signs of blocks as they are: %j",
    (source) => {
      expect(
        render(<InlineMarkdown body={source} />).container.querySelector("p")?.textContent,
      ).toBe(source);
    },
  );

  it("shows links as text inside what is clicked itself", () => {
    expect(label("a [l](https://e.com)", { plainLinks: true })).toBe("a l");
  });
});

describe("text without signs", () => {
  const samples = [
    "Count: 3",
    "Hello, world!",
    "12:30",
    "100 % of it (all)",
    "a: b",
    "naïve café 東京",
    "x + y = z",
    "it's",
  ];

  it.each(samples)("needs no parser and reads the same as with it: %j", (text) => {
    expect(isPlain(text)).toBe(true);
    expect(render(blocks(text, {})).container.textContent).toBe(text);
    expect(label(text)).toBe(render(text).container.innerHTML);
  });

  it.each(
    [..."\\`*_[]<>~$\n@"]
      .map((sign) => `a ${sign} b`)
      .concat(["# a", "- a", "1. a", ":smile:", ":red[x]", "a -- b", "&amp;", "http://a", "    a"]),
  )("is not text with %j", (text) => {
    expect(isPlain(text)).toBe(false);
  });
});

describe("injection", () => {
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b>b</b>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>1</script>'></iframe>",
  ])("shows HTML as text unless it is allowed: %j", (source) => {
    const { container } = render(blocks(source, {}));
    expect(container.textContent?.trim()).toBe(source);
    expect(container.querySelector("script, img, svg, iframe, b")).toBeNull();
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "vbscript:x",
    "data:text/html,<script>",
    "java\tscript:alert(1)",
  ])("makes no link to %j", (address) => {
    for (const source of [
      `[l](${address})`,
      `[l](<${address}>)`,
      `![i](${address})`,
      `[l]: ${address}\n\n[l]`,
    ]) {
      const { container } = render(blocks(source, {}));
      for (const node of container.querySelectorAll("a, img")) {
        const target = node.getAttribute("href") ?? node.getAttribute("src") ?? "";
        expect(target).not.toMatch(/^\s*(javascript|vbscript|data):/i);
      }
      cleanup();
    }
  });

  it("lets the author's HTML through without scripts and handlers", async () => {
    const container = await allowed(
      "<b onclick='x()'>bold</b> **strong** <script>x()</script><a href='javascript:x()'>a</a> <a href='/p'>p</a>\n\n" +
        "<div style='color: red'>\n\n`code` and :red[red]\n\n</div>\n\n<img src='x' onerror='x()'>",
    );
    expect(container.querySelector("b")?.getAttributeNames()).toEqual([]);
    expect(container.querySelector("strong")?.textContent).toBe("strong");
    expect(container.querySelector("script")).toBeNull();
    expect(container.querySelector("a")?.hasAttribute("href")).toBe(false);
    expect(container.querySelector('a[href="/p"]')?.getAttribute("rel")).toBe(
      "noopener noreferrer",
    );
    expect(container.querySelector("div[style] code")?.textContent).toBe("code");
    expect(container.querySelector("img")?.hasAttribute("onerror")).toBe(false);
  });

  it("draws code and icons into the author's HTML", async () => {
    const container = await allowed(
      "<section>\n\n:material/home:\n\n```python\nx = 1\n```\n\n</section>",
    );
    await act(async () => {});
    expect(container.querySelector("section .stIconMaterial")).not.toBeNull();
    expect(container.querySelector("section pre")?.textContent).toBe("x = 1");
  });
});

describe("slug", () => {
  it.each([
    ["Head :material/home:", "head-home"],
    ["A *b* `c` [d](http://e)", "a-b-c-d"],
    [":red[Rot] & gelb", "rot-gelb"],
    ["東京 タワー", "東京-タワー"],
    ["!!!", ""],
  ])("of %j is %j", (source, expected) => {
    expect(slug(source)).toBe(expected);
  });
});
