import { FormEditor } from '@bpmn-io/form-js-editor';

import { startEditor } from './editor-page.js';
import { box } from './page-parts.js';

// Our forms are drawn by the server as GOV.UK pages; these kinds of component have no place there and are refused.
const REFUSED = ['button', 'documentPreview', 'expression', 'html', 'iframe', 'image', 'table'];

class OfferedFields {
  constructor(formFields) {
    for (const kind of REFUSED) delete formFields._formFields[kind];
  }
}

OfferedFields.$inject = ['formFields'];

startEditor('form', async (host, json) => {
  const editor = new FormEditor({
    container: box(host, 'rtk-editor__form'),
    additionalModules: [{ __init__: ['offeredFields'], offeredFields: ['type', OfferedFields] }],
  });
  await editor.importSchema(JSON.parse(json));
  return {
    read: async () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`,
    changed: (callback) => editor.on('commandStack.changed', callback),
  };
});
