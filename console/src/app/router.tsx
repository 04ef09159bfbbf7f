import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { GoneNote, Root, WithinOrganization } from './root.tsx'

const rootRoute = createRootRoute({ component: Root, notFoundComponent: GoneNote })

const at = <P extends string>(path: P, load: () => Promise<Record<string, any>>, name: string) =>
  createRoute({ getParentRoute: () => orgRoute, path, component: lazyRouteComponent(load, name) })

const alone = <P extends string>(path: P) => createRoute({ getParentRoute: () => rootRoute, path, component: () => null })

const orgRoute = createRoute({ getParentRoute: () => rootRoute, path: '/org/$orgId', component: WithinOrganization })

const access = 'settings/access-control' as const

const routeTree = rootRoute.addChildren([
  alone('/'),
  alone('/setup'),
  alone('/login'),
  alone('/organizations'),
  alone('/join'),
  createRoute({ getParentRoute: () => rootRoute, path: '/account', component: lazyRouteComponent(() => import('../pages/account/page.tsx'), 'Account') }),
  orgRoute.addChildren([
    at('/', () => import('../pages/overview/page.tsx'), 'Overview'),
    at(`${access}/identities`, () => import('../pages/identities/page.tsx'), 'Identities'),
    at(`${access}/identities/$identityId`, () => import('../pages/identity/page.tsx'), 'IdentityPage'),
  ]),
])

// The query of an address is plain words: name=value, nothing nested.
const parse = (text: string) => Object.fromEntries(new URLSearchParams(text))
const stringify = (search: Record<string, unknown>) => {
  const text = new URLSearchParams(Object.entries(search).filter(([, v]) => v !== undefined && v !== '') as [string, string][]).toString()
  return text ? `?${text}` : ''
}

export const router = createRouter({
  routeTree,
  basepath: '/console',
  parseSearch: parse,
  stringifySearch: stringify,
  defaultPreload: 'intent',
  scrollRestoration: false, // it would keep places in sessionStorage
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
