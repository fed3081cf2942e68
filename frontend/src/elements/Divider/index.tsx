import "./Divider.css";

export function DividerElement() {
  return (
    <div className="stMarkdown stDivider" data-testid="stMarkdown">
      <hr />
    </div>
  );
}
