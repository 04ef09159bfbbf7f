import type { Leaf } from '../../parts/tree.ts'

/** packageLeaf is a file of a policy in the tree of its packages: a file that is called like its folder stands for it. */
export function packageLeaf(file: string): Leaf {
  const parts = file.replace(/^authz\//, '').replace(/\.rego$/, '').replace(/([^/]+)\/\1(_test)?$/, '$1$2').split('/')
  return { id: file, folder: parts.slice(0, -1).join('/'), name: parts.at(-1) ?? file }
}
