/** Request is what a form or a button sends: one value to send, to show as curl and to ask about. */
export interface Request {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: string
  body?: unknown
  /** anonymous sends no token. */
  anonymous?: boolean
}

const mark = '\u0001'

/** variable stands in a request that is shown for a value that is not: a variable of the shell. */
export const variable = (name: string) => mark + name + mark

const marked = /"\\u0001([A-Z_]+)\\u0001"/g

/** curl is a request as a command of the shell. */
export function curl({ method, path, body, anonymous }: Request, origin: string): string {
  const lines = [`curl -X ${method} ${quote(origin + path)}`]
  if (!anonymous) lines.push(`  -H "Authorization: Bearer $TOKEN"`)
  if (body !== undefined) lines.push(`  -H 'Content-Type: application/json'`, `  -d ${quote(JSON.stringify(body)).replace(marked, `"'"$$$1"'"`)}`)
  return lines.join(' \\\n')
}

/** quote makes a word of the shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** hcl is a value as Terraform reads it: text is no template there, and a variable is one of Terraform. */
function hcl(value: unknown): string {
  return JSON.stringify(value).replace(/[$%](?=\{)/g, (sign) => sign + sign).replace(marked, (_, name: string) => `var.${name.toLowerCase()}`)
}

/** terraform writes a resource; values of undefined are left out. */
export function terraform(kind: string, name: string, values: Record<string, unknown>): string {
  const wide = Math.max(...Object.entries(values).filter(([, v]) => v !== undefined).map(([k]) => k.length))
  const lines = Object.entries(values).filter(([, v]) => v !== undefined).map(([k, v]) => `  ${k.padEnd(wide)} = ${hcl(v)}`)
  return `resource "${kind}" "${name || 'this'}" {\n${lines.join('\n')}\n}`
}
