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
})()
