import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { GoneNote, Root, WithinOrganization } from './root.tsx'

const rootRoute = createRootRoute({ component: Root, notFoundComponent: GoneNote })

const at = <P extends string>(path: P, load: () => Promise<Record<string, any>>, name: string) =>
  createRoute({ getParentRoute: () => orgRoute, path, component: lazyRouteComponent(load, name) })

const alone = <P extends string>(path: P) => createRoute({ getParentRoute: () => rootRoute, path, component: () => null })

const orgRoute = createRoute({ getParentRoute: () => rootRoute, path: '/org/$orgId', component: WithinOrganization })

const inProject = 'project/$projectId' as const
const projectSettings = `${inProject}/settings` as const
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
    at(`${inProject}/secrets`, () => import('../pages/secrets/page.tsx'), 'Secrets'),
    at(projectSettings, () => import('../pages/project/settings.tsx'), 'ProjectSettings'),
    at(`${projectSettings}/environments`, () => import('../pages/project/environments.tsx'), 'Environments'),
    at(`${projectSettings}/access-control/identities`, () => import('../pages/project-access/identities.tsx'), 'ProjectIdentities'),
    at(`${projectSettings}/access-control/users`, () => import('../pages/project-access/users.tsx'), 'ProjectUsers'),
    at(`${projectSettings}/access-control/trusted-ips`, () => import('../pages/project-access/trusted-ips.tsx'), 'TrustedIps'),
    at(`${projectSettings}/access-control/service-tokens`, () => import('../pages/project-access/service-tokens.tsx'), 'ServiceTokens'),
    at('settings', () => import('../pages/settings/general.tsx'), 'OrganizationSettings'),
    at(`${access}/users`, () => import('../pages/users/page.tsx'), 'Users'),
    at(`${access}/roles`, () => import('../pages/roles/page.tsx'), 'OrganizationRoles'),
    at(`${access}/roles/new`, () => import('../pages/roles/page.tsx'), 'OrganizationRole'),
    at(`${access}/roles/$roleId`, () => import('../pages/roles/page.tsx'), 'OrganizationRole'),
    at('audit-log', () => import('../pages/audit/page.tsx'), 'AuditLogPage'),
    at('decisions', () => import('../pages/decisions/page.tsx'), 'Decisions'),
    at('decisions/$decisionId', () => import('../pages/decisions/why.tsx'), 'Why'),
    at('access/review', () => import('../pages/access/review.tsx'), 'Review'),
    at('access/compare', () => import('../pages/access/compare.tsx'), 'Compare'),
    at('policy', () => import('../pages/policy/page.tsx'), 'Policy'),
    at('policy/simulate', () => import('../pages/policy/simulate.tsx'), 'Simulate'),
    at('policy/try', () => import('../pages/policy/try/page.tsx'), 'TryPolicy'),
    at('policy/rollout', () => import('../pages/policy/rollout.tsx'), 'Rollout'),
    at('policy/diff', () => import('../pages/policy/diff.tsx'), 'BundleDiff'),
    at('operations', () => import('../pages/operations/page.tsx'), 'Operations'),
    at('policy/rules', () => import('../pages/policy/rules.tsx'), 'Rules'),
    at(`${inProject}/audit-log`, () => import('../pages/audit/page.tsx'), 'AuditLogPage'),
    at(`${projectSettings}/access-control/roles`, () => import('../pages/project-access/project-roles.tsx'), 'ProjectRoles'),
    at(`${projectSettings}/access-control/roles/new`, () => import('../pages/project-access/project-roles.tsx'), 'ProjectRolePage'),
    at(`${projectSettings}/access-control/roles/$roleId`, () => import('../pages/project-access/project-roles.tsx'), 'ProjectRolePage'),
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
