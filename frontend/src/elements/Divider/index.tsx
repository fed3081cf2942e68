import "./Divider.css";

export default function DividerElement() {
  return (
    <div className="stMarkdown stDivider" data-testid="stMarkdown">
      <hr />
    </div>
  );
}
