// Questions that depend on another answer: `data-show-when="field=value"` on the question's element shows it only
// while that answer is chosen. Several alternatives stand side by side: `data-show-when="field=a field=b"`.
// The server decides what it accepts; this only spares the reader questions that do not apply.

/** Shows and hides the dependent questions under `root`, now and at every change of an answer. */
export function showQuestionsWhenAsked(root) {
  const questions = [...root.querySelectorAll('[data-show-when]')];
  if (!questions.length) return;
  const apply = () => questions.forEach((question) => show(question, isAsked(question)));
  root.addEventListener('change', apply);
  root.addEventListener('input', apply);
  apply();
}

function isAsked(question) {
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
    .filter((control) => !['radio', 'checkbox'].includes(control.type) || control.checked)
    .map((control) => control.value);
}

function show(question, asked) {
  question.hidden = !asked;
  // A hidden control is not sent: an answer left behind would otherwise be refused without being seen.
  for (const control of question.querySelectorAll('input, select, textarea')) control.disabled = !asked;
}
