import assert from 'node:assert/strict'
import { test } from 'node:test'

import { moment, simulationBody } from '../src/pages/policy/simulation.ts'

test('a request of parts is asked once it names who asks for what', () => {
  const at = { kind: 'user', subject: 'u', action: 'readValue', resource: 'secrets', project: 'p', environment: 'dev', name: 'A', ip: '10.0.0.1' }
  assert.deepEqual(simulationBody(at, ['active']), {
    subject: { type: 'user', id: 'u' }, action: 'readValue', resource: { type: 'secrets', projectId: 'p', environment: 'dev', secretPath: '/', secretName: 'A' },
    context: { ip: '10.0.0.1' }, policies: ['active'],
  })
  for (const missing of ['subject', 'action', 'resource']) assert.equal(simulationBody({ ...at, [missing]: undefined }, ['active']), undefined)
  assert.deepEqual(simulationBody({ subject: 'i', action: 'read', resource: 'role' }, ['active']).resource, { type: 'role' })
})

test('a recorded request is changed in one part, or in none', () => {
  assert.deepEqual(simulationBody({ decision: 'd', subject: 'u' }, ['active', 'candidate']), { decisionId: 'd', policies: ['active', 'candidate'] })
  assert.deepEqual(simulationBody({ decision: 'd', field: 'environment', value: 'dev' }, []), { decisionId: 'd', policies: [], change: { environment: 'dev' } })
  assert.deepEqual(simulationBody({ decision: 'd', field: 'subject', value: 'x' }, []), { decisionId: 'd', policies: [] })
  assert.deepEqual(simulationBody({ decision: 'd', field: 'now', value: '2026-12-01T09:00:00Z' }, []).change, { now: '2026-12-01T09:00:00.000Z' })
})

test('a time that is none is left for the server to refuse', () => {
  assert.equal(moment(undefined), undefined)
  assert.equal(moment('soon'), 'soon')
})
