// Questions that depend on another answer: `data-show-when="field=value"` on the question's element shows it only
// while that answer is chosen. Several alternatives stand side by side: `data-show-when="field=a field=b"`.
// The server decides what it accepts; this only spares the reader questions that do not apply.

/** Shows and hides the dependent questions under `root`, now and at every change of an answer. */
export function showQuestionsWhenAsked(root) {
  const questions = [...root.querySelectorAll('[data-show-when]')];
  if (!questions.length) return;
  // What the server disabled, such as an alias that may not be disclosed, stays disabled.
  const closed = new Set(root.querySelectorAll(':disabled'));
  // Questions stand in the order in which they depend on each other, so that one pass is enough.
  const apply = () => questions.forEach((question) => show(question, isAsked(question), closed));
  root.addEventListener('change', apply);
  root.addEventListener('input', apply);
  window.addEventListener('pageshow', apply); // the browser fills in earlier answers when somebody comes back
  apply();
}

function isAsked(question) {
  if (question.parentElement.closest('[data-show-when][hidden]')) return false;
  const scope = question.closest('form') ?? document;
  return question.dataset.showWhen
    .split(/\s+/)
    .filter(Boolean)
    .some((condition) => {
      const cut = condition.indexOf('=');
      return answers(scope, condition.slice(0, cut)).includes(condition.slice(cut + 1));
    });
}

function answers(scope, name) {
  const controls = [...scope.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  return controls
    .filter((control) => !control.disabled)
    .filter((control) => !['radio', 'checkbox'].includes(control.type) || control.checked)
    .map((control) => control.value);
}

function show(question, asked, closed) {
  question.hidden = !asked;
  // A hidden control is not sent: an answer left behind would otherwise be refused without being seen.
  for (const control of question.querySelectorAll('input, select, textarea, button')) {
    if (!closed.has(control)) control.disabled = !asked;
  }
}
