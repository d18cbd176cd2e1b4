// What pages do beyond plain HTML. Everything works without it.
(() => {
  // After a refused form the message is read out and stands in sight.
  const focus = () => document.querySelector('[data-focus]')?.focus()
  document.addEventListener('DOMContentLoaded', focus)

  // A form that is on its way is not sent once more by a second click.
  document.addEventListener('submit', event => {
    const form = event.target
    if (form.method !== 'post' || form.dataset.sent) { if (form.dataset.sent) event.preventDefault(); return }
    form.dataset.sent = 'yes'
  })
  addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => { delete form.dataset.sent }))

  // What takes longer than a moment says that it is under way.
  document.addEventListener('submit', event => {
    const form = event.target
    if (event.defaultPrevented || !form.closest('main')) return
    const said = document.createElement('span')
    said.className = 'working'
    said.setAttribute('role', 'status')
    form.querySelector('.working')?.remove()
    ;(event.submitter ?? form.lastElementChild).after(said)
    setTimeout(() => { said.textContent = 'Working on it: the answer comes by itself.' }, 400)
  })
  addEventListener('pageshow', () => document.querySelectorAll('.working').forEach(said => said.remove()))

  // An upload shows how much of it is sent; its answer is a whole page, also when it is refused.
  document.addEventListener('htmx:xhr:progress', event => {
    const form = event.target.closest('[data-upload]')
    if (!form) return
    const said = name => form.querySelector(`[data-uploaded=${name}]`)
    const { loaded, total } = event.detail
    form.querySelector('[data-uploading]').hidden = false
    const percent = total ? Math.floor(100 * loaded / total) : 0
    if (percent < 100) said('bar').value = percent
    else said('bar').removeAttribute('value')
    said('text').textContent = percent < 100 ? `${percent} %` : 'Sent; the calls are being recorded…'
  })
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target.id === 'main' && event.detail.xhr.responseText.includes('id="main"')) event.detail.shouldSwap = true
  })
  document.addEventListener('htmx:afterSwap', event => { if (event.detail.target.id === 'main') focus() })

  // What could not be loaded is said in its place.
  for (const failed of ['htmx:responseError', 'htmx:sendError']) document.addEventListener(failed, event => {
    const { target } = event.detail
    // What could be picked can be typed as well.
    if (!target || target.tagName === 'DATALIST' || target.id === 'main' && event.type === 'htmx:responseError') return
    const said = document.createElement('p')
    said.className = 'alert alert-danger'
    said.setAttribute('role', 'alert')
    said.textContent = 'This could not be loaded. Try again in a moment; if it stays like this, load the page again.'
    target.querySelector(':scope > .alert-danger')?.remove()
    target.prepend(said)
    delete event.target.dataset?.sent
    // Books that are just being written are ready soon: what was chosen is asked for again, as the one who chose it would.
    const { elt, requestConfig, xhr } = event.detail
    const again = Number(elt.dataset.again ?? 0)
    if (xhr?.status !== 503 || requestConfig?.verb !== 'get' || again >= 5) return
    elt.dataset.again = again + 1
    const { target: from = elt, type = 'change' } = requestConfig.triggeringEvent ?? {}
    setTimeout(() => from.dispatchEvent(new Event(type, { bubbles: true, cancelable: true })), 2000)
  })
  document.addEventListener('htmx:afterOnLoad', event => { if (event.detail.xhr.status < 400) delete event.detail.elt.dataset.again })

  // A run that goes on: the events say how far it is; at its end the page shows what came of it.
  const watch = section => {
    const format = new Intl.NumberFormat(section.dataset.language)
    const said = name => section.querySelector(`[data-said=${name}]`)
    const events = new EventSource(`${section.dataset.run}/events`)
    // Once only: loaded again while it is being loaded, the page would take away what somebody has begun in it.
    let isOver = false
    const showAgain = () => { if (isOver) return; isOver = true; events.close(); location.reload() }
    const tell = event => {
      const now = JSON.parse(event.data)
      for (const name of ['done', 'total', 'lines', 'linesPerSecond', 'secondsLeft']) said(name).textContent = now[name] == null ? '–' : format.format(now[name])
      said('bar').max = Math.max(1, now.total)
      said('bar').value = now.done
      if (now.status !== section.dataset.status) showAgain()
    }
    events.addEventListener('progress', tell)
    events.addEventListener('ended', showAgain)
  }

  // A verification says how far it is, and last what it found, as the page would show it.
  const verify = form => form.addEventListener('submit', async event => {
    event.preventDefault()
    const [panel, found] = [document.querySelector('#verifying'), document.querySelector('#verified')]
    const said = name => panel.querySelector(`[data-verified=${name}]`)
    const format = new Intl.NumberFormat(document.documentElement.dataset.language)
    found.replaceChildren()
    panel.hidden = false
    const answer = await fetch(form.dataset.verify, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
    // The plain way shows what is wrong, as a page.
    if (!answer.ok || !answer.headers.get('content-type')?.includes('ndjson')) { form.submit(); return }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let text = '', done = false; !done;) {
      const part = await reader.read()
      done = part.done
      const lines = (text + (part.value ?? '')).split('\n')
      text = lines.pop()
      for (const line of lines) {
        const now = JSON.parse(line)
        if (now.html) { found.innerHTML = now.html; continue }
        said('events').textContent = format.format(now.checkedEvents)
        said('runs').textContent = format.format(now.checkedRuns)
        if (now.events) { said('bar').max = now.events; said('bar').value = now.checkedEvents }
      }
    }
    panel.hidden = true
    delete form.dataset.sent
  })

  // Charts of the numbers that stand in the table beside them, in the colours of the page.
  const draw = canvas => {
    const { type, language, labels, series, stepped } = JSON.parse(canvas.dataset.chart)
    const style = getComputedStyle(document.body)
    const colours = ['--bs-primary', '--bs-orange', '--bs-teal'].map(name => style.getPropertyValue(name).trim())
    const [text, grid] = [style.color, style.getPropertyValue('--bs-border-color').trim()]
    const axis = { ticks: { color: text }, grid: { color: grid } }
    new Chart(canvas, {
      type,
      data: {
        labels,
        datasets: series.map((one, i) => ({
          label: one.name, data: one.values, borderColor: colours[i % 3], backgroundColor: colours[i % 3], stepped, pointRadius: labels.length > 60 ? 0 : 2, borderWidth: type === 'line' ? 2 : 0,
        })),
      },
      options: { locale: language, animation: false, maintainAspectRatio: false, plugins: { legend: { labels: { color: text } } }, scales: { x: axis, y: axis } },
    })
  }

  // What was chosen or typed before the scripts had come is said again: nobody had heard it.
  const changed = field => {
    if (field.type === 'hidden') return false
    if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected))
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked
  }
  const sayAgain = part => [...part.querySelectorAll('input, select, textarea')].filter(changed).forEach(field => {
    for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }))
  })

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[hx-get]').forEach(sayAgain)
    document.querySelectorAll('[data-run]').forEach(watch)
    document.querySelectorAll('[data-verify]').forEach(verify)
    if (window.Chart) document.querySelectorAll('[data-chart]').forEach(draw)
  })
})()
