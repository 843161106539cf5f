// What every editor page has in common: load the text, save it under its revision, say what the check found.
//
//   <div data-editor="bpmn" data-load="…" data-save="…" data-revision="3" data-csrf="…"></div>
//   <button data-editor-save>…</button>  <div data-editor-problems aria-live="polite"></div>
//
// Saving sends PUT {"content", "revision"} and expects {"revision", "problems": [{element, name, rule, message}]}.

/**
 * Starts the editor of one kind on the page, if the page has it.
 *
 * `open(host, content)` shows the content and returns `{read, changed, select}`: `read()` gives the text to save,
 * `changed(callback)` reports edits, `select(id)` shows an element and returns false where there is none.
 */
export async function startEditor(kind, open) {
  const host = document.querySelector(`[data-editor="${kind}"]`);
  if (!host) return;
  const page = new EditorPage(host);
  try {
    await page.open(open);
  } catch (error) {
    page.say(`This file could not be opened in the editor: ${error.message}`);
  }
}

class EditorPage {
  constructor(host) {
    this.host = host;
    this.button = document.querySelector('[data-editor-save]');
    this.problems = document.querySelector('[data-editor-problems]');
    this.revision = Number(host.dataset.revision);
    this.edits = 0;
    this.savedEdits = 0;
  }

  async open(open) {
    const answer = await fetch(this.host.dataset.load, { credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) throw new Error(`the server answered with status ${answer.status}.`);
    this.editor = await open(this.host, await answer.text());
    this.editor.changed(() => {
      this.edits += 1;
      this.showState();
    });
    this.button?.addEventListener('click', () => this.save());
    document.addEventListener('keydown', (event) => this.saveByKey(event));
    window.addEventListener('beforeunload', (event) => {
      if (this.unsaved()) event.preventDefault();
    });
    this.showState();
    this.host.dataset.editorReady = 'true';
  }

  unsaved() {
    return this.edits !== this.savedEdits;
  }

  showState() {
    this.host.dataset.editorUnsaved = String(this.unsaved());
  }

  saveByKey(event) {
    if (!this.button || event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.save();
  }

  async save() {
    if (this.saving) return;
    this.saving = true;
    this.button.disabled = true;
    const edits = this.edits;
    try {
      const answer = await this.put(await this.editor.read());
      this.revision = answer.revision;
      this.host.dataset.revision = String(answer.revision);
      this.savedEdits = edits;
      this.showState();
      this.report(answer.problems ?? []);
    } catch (error) {
      this.say(`Not saved: ${error.message} Your work is still here; keep this page open and save again.`);
    } finally {
      this.saving = false;
      this.button.disabled = false;
    }
  }

  async put(content) {
    let answer;
    try {
      answer = await fetch(this.host.dataset.save, {
        method: 'PUT',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.host.dataset.csrf ?? '' },
        body: JSON.stringify({ content, revision: this.revision }),
      });
    } catch {
      throw new Error('the server could not be reached.');
    }
    const told = await answer.json().catch(() => ({}));
    if (answer.ok && typeof told.revision === 'number') return told;
    throw new Error(told.message ?? refusal(answer.status));
  }

  say(sentence) {
    const line = document.createElement('p');
    line.className = 'govuk-body';
    line.textContent = sentence;
    this.problems?.replaceChildren(line);
  }

  report(problems) {
    if (!problems.length) {
      this.say(`Saved as revision ${this.revision}. The check found no problem.`);
      return;
    }
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    this.say(`Saved as revision ${this.revision}. The check found ${count}:`);
    const list = document.createElement('ul');
    list.className = 'govuk-list govuk-list--bullet rtk-problems';
    list.append(...problems.map((problem) => this.problemLine(problem)));
    this.problems?.append(list);
  }

  problemLine({ element, name, message }) {
    const line = document.createElement('li');
    const where = name || element;
    if (element && this.editor.select) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'rtk-problems__element';
      button.textContent = where;
      button.addEventListener('click', () => {
        if (!this.editor.select(element)) button.replaceWith(where);
      });
      line.append(button, `: ${message}`);
    } else {
      line.textContent = where ? `${where}: ${message}` : message;
    }
    return line;
  }
}

function refusal(status) {
  if (status === 401 || status === 403) return 'you are signed out or may not change this file. Sign in in another tab.';
  if (status === 409) return 'somebody else saved this file meanwhile. Copy your change before you load theirs.';
  if (status === 413) return 'the file is too large.';
  return `the server answered with status ${status}.`;
}
