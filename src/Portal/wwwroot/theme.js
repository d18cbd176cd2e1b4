// Before the page is painted: the browser's preference, unless the reader chose.
(() => {
  const page = document.documentElement
  if (page.dataset.bsTheme) return
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => { page.dataset.bsTheme = dark.matches ? 'dark' : 'light' }
  follow()
  dark.addEventListener('change', follow)
})()
