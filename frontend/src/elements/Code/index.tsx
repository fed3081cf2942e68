import { CodeBlock } from "../../kit/code/CodeBlock";
import type { ElementProps } from "../element";

export default function CodeElement({ element }: ElementProps<"code">) {
  return (
    <CodeBlock
      body={element.body ?? ""}
      language={element.language}
      lineNumbers={element.line_numbers}
      wrapLines={element.wrap_lines}
      height={typeof element.height === "number" ? element.height : undefined}
    />
  );
}
