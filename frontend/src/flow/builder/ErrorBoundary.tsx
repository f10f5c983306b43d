// When the builder itself fails: words and a way on, never a white page. What was not saved is kept in the tab.

import { Component, type ErrorInfo, type ReactNode } from "react";

interface State {
  readonly failed: boolean;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="fb-empty" role="alert">
        <h2>Something went wrong in this page</h2>
        <p>Changes that were not saved yet are kept in this tab; they are offered to you after a reload.</p>
        <button type="button" className="fb-button fb-primary" onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
