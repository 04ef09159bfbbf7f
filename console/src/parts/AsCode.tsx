import { CodeBlock } from './Copy.tsx'
import { curl, type Request } from './request.ts'

interface Props extends Request {
  /** then are requests that follow the first. */
  then?: Request[]
  terraform?: string
  /** resource is the kind of Terraform's resource that a request deletes. */
  resource?: string
}

/** AsCode is the request that a form sends, as one would send it without the console. */
export function AsCode({ then = [], terraform, resource, ...first }: Props) {
  return (
    <details className="disc">
      <summary>As curl and Terraform</summary>
      <div className="in">
        <CodeBlock label="curl" text={[first, ...then].map((r) => curl(r, location.origin)).join('\n\n')} />
        {terraform ? <CodeBlock label="Terraform" text={terraform} />
          : resource ? <p className="meta">With Terraform, take its <code>{resource}</code> out of the configuration.</p>
          : <p className="meta">The Terraform provider has no resource for this.</p>}
      </div>
    </details>
  )
}
