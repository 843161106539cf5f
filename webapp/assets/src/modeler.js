import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel';
import CloudBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import MinimapModule from 'diagram-js-minimap';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

import { startEditor } from './editor-page.js';
import OfferedGroups from './offered-groups.js';
import { box } from './page-parts.js';

startEditor('bpmn', async (host, xml) => {
  const canvas = box(host, 'rtk-editor__canvas');
  const panel = box(host, 'rtk-editor__panel');
  const modeler = new Modeler({
    container: canvas,
    propertiesPanel: { parent: panel },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      CloudBehaviors,
      MinimapModule,
      OfferedGroups,
    ],
    moddleExtensions: { zeebe },
  });
  await modeler.importXML(xml);
  fitBesidePalette(modeler.get('canvas'));
  return {
    read: async () => (await modeler.saveXML({ format: true })).xml,
    changed: (callback) => modeler.on('commandStack.changed', callback),
    select: (id) => show(modeler, id),
  };
});

// The palette lies over the left edge of the drawing.
function fitBesidePalette(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  canvas.zoom(canvas.zoom() * 0.83, 'auto');
  canvas.scroll({ dx: 55, dy: 0 });
}

function show(modeler, id) {
  const element = modeler.get('elementRegistry').get(id);
  if (!element) return false;
  modeler.get('canvas').scrollToElement(element, { top: 100, right: 100, bottom: 100, left: 100 });
  modeler.get('selection').select(element);
  return true;
}
