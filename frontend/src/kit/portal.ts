/** Gives the place where overlays are drawn: outside the app, so that nothing of it cuts them off. */
export function portal(): HTMLElement {
  return document.getElementById("portal") ?? document.body;
}
