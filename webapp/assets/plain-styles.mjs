// The crown, the crest and the GDS Transport typeface belong to GOV.UK's own sites. A service on a police force's
// domain may use the design system's components but none of these, so they are taken out of the style sheets.

const TYPEFACE = 'Arial, Helvetica, "Liberation Sans", sans-serif';
const BRANDING = /crest|crown|\/assets\/fonts\//i;

/** The style sheet without branding, with images beside it. */
export function plain(sheet) {
  const uncommented = sheet.replace(/\/\*[\s\S]*?\*\//g, '');
  return rules(uncommented)
    .replaceAll(/(["']?)GDS Transport\1\s*,\s*arial\s*,\s*sans-serif/gi, TYPEFACE)
    .replaceAll('/assets/images/', 'images/')
    .trim();
}

function rules(sheet) {
  let kept = '';
  let start = 0;
  while (start < sheet.length) {
    const open = sheet.indexOf('{', start);
    if (open < 0) return kept + sheet.slice(start);
    const close = matching(sheet, open);
    kept += rule(sheet.slice(start, open), sheet.slice(open + 1, close));
    start = close + 1;
  }
  return kept;
}

function rule(head, body) {
  const name = head.trim();
  if (/^@font-face/.test(name)) return '';
  if (/^@(media|supports|layer|container)/.test(name)) {
    const inside = rules(body);
    return inside.trim() ? `${head}{${inside}}` : '';
  }
  const selectors = head.split(',').filter((selector) => !BRANDING.test(selector));
  const declarations = body.split(/;(?![^(]*\))/).filter((declaration) => !BRANDING.test(declaration));
  return selectors.length && declarations.join('').trim() ? `${selectors.join(',')}{${declarations.join(';')}}` : '';
}

function matching(sheet, open) {
  let depth = 0;
  for (let at = open; at < sheet.length; at += 1) {
    if (sheet[at] === '{') depth += 1;
    if (sheet[at] === '}' && (depth -= 1) === 0) return at;
  }
  throw new Error('A style sheet has a brace that is never closed.');
}
