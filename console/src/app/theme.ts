// The theme is the only thing that this console keeps in the browser.
export type Theme = 'system' | 'light' | 'dark'

const key = 'theme'

export function currentTheme(): Theme {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(key)
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem(key, theme)
    document.documentElement.dataset.theme = theme
  }
}

export function startTheme(): void {
  applyTheme(currentTheme())
}
