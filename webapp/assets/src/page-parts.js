/** A new `<div>` of that class inside `host`. */
export function box(host, className) {
  const part = document.createElement('div');
  part.className = className;
  host.append(part);
  return part;
}
