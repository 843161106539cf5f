// Diagrams with the state of a case on them: where it is now, what is done, where it is stuck.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

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
  const viewer = new NavigatedViewer({ container: host, zoomScroll: { enabled: false } });
  try {
    const answer = await fetch(host.dataset.xml, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await viewer.importXML(await answer.text());
  } catch {
    viewer.destroy();
    host.textContent = 'The diagram could not be loaded. The list of steps says the same.';
    return;
  }
  viewer.get('canvas').zoom('fit-viewport', 'auto');
  for (const kind of Object.keys(SIGNS)) mark(viewer, kind, ids(host.dataset[kind]));
  host.append(zoomButtons(viewer));
  host.dataset.viewerReady = 'true';
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
    viewer.get('overlays').add(id, { position: { top: -10, right: 10 }, html: label });
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
