import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { client } from './api/queries.ts'
import { startIdleLock } from './app/idle.ts'
import { router } from './app/router.tsx'
import { start } from './app/session.ts'
import { startTheme } from './app/theme.ts'

startTheme()
setNonce(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '')
startIdleLock(Number(document.querySelector<HTMLMetaElement>('meta[name="idle-lock"]')?.content) || 0)
void start()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
