/** Tokens as React nodes. No HTML is ever made of text here, so none can be injected. */
import type { Token } from "markdown-it";
import { createElement, Fragment, type ReactNode } from "react";
import { CodeBlock } from "../code/CodeBlock";
import { Icon } from "../Icon";
import { Emoji } from "./Emoji";
import { Formula } from "./Formula";
import { HeadingLine } from "./HeadingLine";
import { Logo } from "./Logo";
import type { MarkdownOptions } from "./options";
import { slug } from "./slug";

type Leaf = (token: Token, key: number, options: MarkdownOptions) => ReactNode;
type Container = (
  token: Token,
  children: ReactNode[],
  key: number,
  options: MarkdownOptions,
  source: string,
) => ReactNode;

interface Footnote {
  id: number;
  subId?: number;
}

const noteOf = (token: Token): Footnote => token.meta as unknown as Footnote;
const attribute = (token: Token, name: string): string | undefined =>
  token.attrGet(name)?.toString();

export const LEAVES: Record<string, Leaf> = {
  inline: (token, key, options) => (
    <Fragment key={key}>{draw(token.children ?? [], options)}</Fragment>
  ),
  text: (token) => token.content,
  softbreak: () => "\n",
  hardbreak: (_, key) => <br key={key} />,
  hr: (_, key) => <hr key={key} />,
  code_inline: (token, key) => <code key={key}>{token.content}</code>,
  code_block: (token, key) => <Fenced key={key} body={token.content} language="" />,
  fence: (token, key) => (
    <Fenced key={key} body={token.content} language={token.info.trim().split(/\s+/)[0] ?? ""} />
  ),
  image: (token, key) => (
    <img
      key={key}
      src={attribute(token, "src")}
      alt={token.content}
      title={attribute(token, "title")}
      loading="lazy"
    />
  ),
  formula: (token, key) => <Formula key={key} source={token.content} />,
  formula_block: (token, key) => <Formula key={key} source={token.content} isBlock />,
  icon: (token, key) => <Icon key={key} name={`:${token.content}:`} />,
  emoji: (token, key) => <Emoji key={key} name={token.content} />,
  logo: (_, key) => <Logo key={key} />,
  task: (token, key) => (
    <input key={key} type="checkbox" checked={token.content !== ""} disabled aria-label="Task" />
  ),
  footnote_ref: (token, key) => (
    <sup key={key} id={`fnref${noteOf(token).id + 1}`}>
      <a href={`#fn${noteOf(token).id + 1}`}>{noteOf(token).id + 1}</a>
    </sup>
  ),
  footnote_anchor: (token, key) => (
    <a
      key={key}
      href={`#fnref${noteOf(token).id + 1}`}
      aria-label={`Back to reference ${noteOf(token).id + 1}`}
    >
      {" "}
      ↩
    </a>
  ),
};

const CONTAINERS: Record<string, Container> = {
  heading_open: (token, children, key, options, source) => (
    <HeadingLine
      key={key}
      level={Number(token.tag.slice(1))}
      anchor={options.noAnchors ? "" : slug(source)}
    >
      {children}
    </HeadingLine>
  ),
  paragraph_open: (token, children, key) =>
    token.hidden ? <Fragment key={key}>{children}</Fragment> : <p key={key}>{children}</p>,
  link_open: (token, children, key, options) =>
    options.plainLinks ? (
      <Fragment key={key}>{children}</Fragment>
    ) : (
      <a
        key={key}
        title={attribute(token, "title")}
        {...linkAttributes(attribute(token, "href") ?? "")}
      >
        {children}
      </a>
    ),
  table_open: (_, children, key) => (
    <div key={key} className="markdownTable">
      <table>{children}</table>
    </div>
  ),
  th_open: (token, children, key) => cell("th", token, children, key),
  td_open: (token, children, key) => cell("td", token, children, key),
  footnote_block_open: (_, children, key) => (
    <section key={key} className="markdownFootnotes">
      <ol>{children}</ol>
    </section>
  ),
  footnote_open: (token, children, key) => (
    <li key={key} id={`fn${noteOf(token).id + 1}`}>
      {children}
    </li>
  ),
};

/** Links lead out of the app into a tab of their own, except those to a place in the page. */
function linkAttributes(href: string): { href: string; target?: string; rel?: string } {
  return href.startsWith("#") ? { href } : { href, target: "_blank", rel: "noopener noreferrer" };
}

function cell(tag: "th" | "td", token: Token, children: ReactNode[], key: number): ReactNode {
  const align = /text-align:(\w+)/.exec(attribute(token, "style") ?? "")?.[1];
  return createElement(tag, { key, "data-align": align }, ...children);
}

function Fenced({ body, language }: { body: string; language: string }) {
  return (
    <div className="stMarkdownPre" data-testid="stMarkdownPre">
      <CodeBlock body={body.replace(/\n$/, "")} language={language} />
    </div>
  );
}

function plainContainer(token: Token, children: ReactNode[], key: number): ReactNode {
  const properties: Record<string, string | number> = { key };
  for (const [name, value] of token.attrs ?? [])
    properties[name === "class" ? "className" : name] = value;
  return createElement(token.tag, properties, ...children);
}

/** Draws a flat list of tokens, in which an opening and a closing one stand for a container. */
export function draw(tokens: readonly Token[], options: MarkdownOptions): ReactNode[] {
  const open: { token: Token; children: ReactNode[]; first: number }[] = [];
  const top: ReactNode[] = [];
  tokens.forEach((token, index) => {
    if (token.nesting === 1) {
      open.push({ token, children: [], first: index });
      return;
    }
    const closed = token.nesting === -1 ? open.pop() : undefined;
    const into = open.at(-1)?.children ?? top;
    if (!closed) {
      into.push(LEAVES[token.type]?.(token, index, options) ?? token.content);
      return;
    }
    const make = CONTAINERS[closed.token.type] ?? plainContainer;
    into.push(
      make(
        closed.token,
        closed.children,
        closed.first,
        options,
        tokens[closed.first + 1]?.content ?? "",
      ),
    );
  });
  return top;
}
