import DmnModeler from 'dmn-js/lib/Modeler';
import { DmnPropertiesPanelModule, DmnPropertiesProviderModule } from 'dmn-js-properties-panel';

import { startEditor } from './editor-page.js';
import { box } from './page-parts.js';

startEditor('dmn', async (host, xml) => {
  const tabs = box(host, 'rtk-editor__tabs');
  const canvas = box(host, 'rtk-editor__canvas');
  const panel = box(host, 'rtk-editor__panel');
  const modeler = new DmnModeler({
    container: canvas,
    common: { expressionLanguages: { options: [{ value: 'feel', label: 'FEEL' }] } },
    drd: {
      propertiesPanel: { parent: panel },
      additionalModules: [DmnPropertiesPanelModule, DmnPropertiesProviderModule],
    },
  });
  const watchers = [];
  const watched = new Set();
  modeler.on('views.changed', ({ views, activeView }) => {
    drawTabs(modeler, tabs, views, activeView);
    panel.hidden = activeView?.type !== 'drd';
    watch(modeler.getActiveViewer());
  });
  // Each view has its own history of edits and appears with the first visit to it.
  function watch(viewer) {
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    viewer.get('eventBus').on(['commandStack.changed', 'elements.changed'], ({ type }) => {
      if (type === 'commandStack.changed') watchers.forEach((callback) => callback());
    });
  }
  await modeler.importXML(xml);
  const tables = modeler.getViews().filter((view) => view.type !== 'drd');
  if (tables.length === 1) await modeler.open(tables[0]);
  watch(modeler.getActiveViewer());
  return {
    read: async () => (await modeler.saveXML({ format: true })).xml,
    changed: (callback) => watchers.push(callback),
  };
});

function drawTabs(modeler, tabs, views, activeView) {
  tabs.replaceChildren(
    ...views.map((view) => {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.className = 'rtk-editor__tab';
      tab.textContent = view.type === 'drd' ? 'Overview' : view.name || view.id;
      tab.setAttribute('aria-pressed', String(view === activeView));
      tab.addEventListener('click', () => modeler.open(view));
      return tab;
    }),
  );
}
