import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The artefact is committed and must come out the same on every machine: no
// time, no path of this machine, no environment goes into it.
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // a data: URL would need a wider policy than 'self'
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    sourcemap: false,
    license: { fileName: 'licenses.md' },
  },
  server: { proxy: { '/api': process.env.WARDER_URL ?? 'http://127.0.0.1:8080' } },
})
