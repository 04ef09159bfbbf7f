import { Component, type ReactNode } from 'react'

/** Boundary catches a fault of the console itself. It reports nothing to anywhere: an error may carry what was on the page. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div className="alone">
        <main>
          <h1>The console made a mistake</h1>
          <p className="lead">Nothing was sent by it. Load the page again to go on; what was typed is lost.</p>
          <button type="button" className="btn primary" onClick={() => location.reload()}>Load again</button>
        </main>
      </div>
    )
  }
}
