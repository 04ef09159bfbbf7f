// Lets Node import the console's TypeScript, with the compiler that builds it.
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

export async function load(url, context, next) {
  if (!/\.tsx?$/.test(url)) return next(url, context)
  const { transform } = await import('rolldown/experimental')
  const path = fileURLToPath(url)
  const { code, errors } = await transform(path, await readFile(path, 'utf8'))
  if (errors.length) throw new Error(`${path}: ${errors[0].message}`)
  return { format: 'module', source: code, shortCircuit: true }
}
