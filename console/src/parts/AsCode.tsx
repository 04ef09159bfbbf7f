import { CodeBlock } from './Copy.tsx'

interface Props {
  method: string
  path: string
  body?: unknown
  terraform?: string
}

/** AsCode is the request that a form sends, as one would send it without the console. */
export function AsCode({ method, path, body, terraform }: Props) {
  return (
    <details className="disc">
      <summary>As curl and Terraform</summary>
      <div className="in">
        <CodeBlock label="curl" text={curl(method, path, body)} />
        {terraform ? <CodeBlock label="Terraform" text={terraform} /> : <p className="meta">The Terraform provider has no resource for this.</p>}
      </div>
    </details>
  )
}

export function curl(method: string, path: string, body?: unknown): string {
  const lines = [`curl -X ${method} ${quote(location.origin + path)}`, `  -H "Authorization: Bearer $TOKEN"`]
  if (body !== undefined) lines.push(`  -H 'Content-Type: application/json'`, `  -d ${quote(JSON.stringify(body))}`)
  return lines.join(' \\\n')
}

/** quote makes a word of the shell; $VARIABLES in double quotes stay variables. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** terraform writes a resource; values of undefined are left out. */
export function terraform(kind: string, name: string, values: Record<string, unknown>): string {
  const wide = Math.max(...Object.keys(values).map((k) => k.length))
  const lines = Object.entries(values).filter(([, v]) => v !== undefined).map(([k, v]) => `  ${k.padEnd(wide)} = ${typeof v === 'string' && v.startsWith('var.') ? v : JSON.stringify(v).replaceAll('${', '$${')}`)
  return `resource "${kind}" "${name || 'this'}" {\n${lines.join('\n')}\n}`
}
