/** A ring that turns while something goes on. */
import "./Ring.css";

export function Ring() {
  return <i className="ring" aria-hidden="true" />;
}
