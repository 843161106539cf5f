// Somebody who reads or writes for long is told before the session ends, and stays signed in with one press of a button.
// Basis: WCAG 2.2, success criterion 2.2.1. Without scripts nothing is lost either: what was typed comes back after the
// next sign-in.

const WARNED_BEFORE = 120;

export function warnBeforeTheEnd(root) {
  const notice = root.querySelector('[data-idle-seconds]');
  if (!notice) return;
  const form = notice.querySelector('form');
  const button = notice.querySelector('button');
  const sentence = notice.querySelector('[data-sentence]');
  const idle = Number(notice.dataset.idleSeconds);
  // Half of a very short time, so that there is one before the warning as well.
  const warned = Math.min(WARNED_BEFORE, idle / 2);
  let seen = Date.now();
  let before = null;

  function look() {
    // The clock is asked and not the timer: a machine that slept has missed its timers.
    const left = idle - (Date.now() - seen) / 1000;
    if (left > warned) return;
    if (notice.hidden) {
      notice.hidden = false;
      before = root.activeElement;
    }
    const words = left > 0 ? notice.dataset.soon : notice.dataset.over;
    // Said once each: a reader that hears it counted down hears nothing else.
    if (sentence.textContent !== words) sentence.textContent = words;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      seen = Date.now();
      notice.hidden = true;
      sentence.textContent = '';
      if (before && before.isConnected) before.focus();
    } catch {
      sentence.textContent = notice.dataset.over;
    } finally {
      button.disabled = false;
    }
  });
  window.setInterval(look, 1000);
  root.addEventListener('visibilitychange', look);
}
