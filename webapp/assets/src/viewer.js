// Diagrams with the state of a case on them: where it is now, what is done, where it is stuck.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { box } from './page-parts.js';

const LEGIBLE = 0.5;
const SIGNS = {
  done: { marker: 'rtk-done', sign: '✓', title: 'Done' },
  tokens: { marker: 'rtk-token', sign: '●', title: 'The case is here' },
  incidents: { marker: 'rtk-incident', sign: '!', title: 'Stopped by an error' },
};

for (const host of document.querySelectorAll('[data-viewer]')) whenVisible(host, () => draw(host));

// A diagram in a closed tab has no size, and fitting it into no size fails.
function whenVisible(host, start) {
  const watch = new ResizeObserver(() => {
    if (!host.clientWidth || !host.clientHeight) return;
    watch.disconnect();
    start();
  });
  watch.observe(host);
}

async function draw(host) {
  const canvas = box(host, 'rtk-viewer__canvas');
  const viewer = new NavigatedViewer({ container: canvas, zoomScroll: { enabled: false } });
  try {
    const answer = await fetch(host.dataset.xml, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await viewer.importXML(await answer.text());
  } catch {
    viewer.destroy();
    host.textContent = 'The diagram could not be loaded. The list of steps says the same.';
    return;
  }
  giveHeight(canvas, viewer.get('canvas'));
  for (const kind of Object.keys(SIGNS)) mark(viewer, kind, ids(host.dataset[kind]));
  host.prepend(zoomButtons(viewer));
  showAll(viewer, ids(host.dataset.tokens));
  host.dataset.viewerReady = 'true';
}

// As high as the drawing is at this width, within reason.
function giveHeight(box, canvas) {
  const { inner } = canvas.viewbox();
  const fitting = (box.clientWidth * inner.height) / inner.width + 40;
  box.style.height = `${Math.round(Math.min(Math.max(fitting, 240), 640))}px`;
  canvas.resized();
}

// The whole diagram; where that would be too small to read, the part where the case is.
function showAll(viewer, tokens) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const here = tokens.map((id) => viewer.get('elementRegistry').get(id)).find(Boolean);
  if (canvas.zoom() >= LEGIBLE || !here) return;
  canvas.zoom(LEGIBLE);
  canvas.scrollToElement(here, { top: 80, right: 100, bottom: 80, left: 100 });
}

function ids(listed) {
  try {
    return [...new Set(JSON.parse(listed ?? '[]'))];
  } catch {
    return [];
  }
}

function mark(viewer, kind, elements) {
  const registry = viewer.get('elementRegistry');
  const { marker, sign, title } = SIGNS[kind];
  for (const id of elements) {
    const element = registry.get(id);
    if (!element) continue; // an element of a called process is drawn in another diagram
    viewer.get('canvas').addMarker(id, marker);
    if (element.waypoints) continue;
    const label = document.createElement('div');
    label.className = `rtk-sign ${marker}-sign`;
    label.textContent = sign;
    label.title = title;
    // A gateway's own words usually stand at its upper right.
    const position = element.type.endsWith('Gateway') ? { top: -6, left: -8 } : { top: -10, right: 10 };
    viewer.get('overlays').add(id, { position, html: label });
  }
}

function zoomButtons(viewer) {
  const row = document.createElement('div');
  row.className = 'rtk-zoom';
  const canvas = viewer.get('canvas');
  const actions = {
    'Zoom in': () => viewer.get('zoomScroll').stepZoom(1),
    'Zoom out': () => viewer.get('zoomScroll').stepZoom(-1),
    'Whole diagram': () => canvas.zoom('fit-viewport', 'auto'),
  };
  for (const [text, act] of Object.entries(actions)) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'rtk-zoom__button';
    button.textContent = text;
    button.addEventListener('click', act);
    row.append(button);
  }
  return row;
}
