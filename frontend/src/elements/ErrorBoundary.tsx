import { Component, type ReactNode } from "react";

interface State {
  error: unknown;
}

/** Keeps a fault of one element from taking the page with it; what it draws next is tried anew. */
export class ErrorBoundary extends Component<{ retryOn: unknown; children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(before: { retryOn: unknown }): void {
    if (this.state.error !== null && before.retryOn !== this.props.retryOn)
      this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="brokenElement" role="alert">
        This element could not be drawn: {error instanceof Error ? error.message : String(error)}
      </div>
    );
  }
}
