/** Draws a link as a QR code into `place`, which is empty where the drawing does not come; whether it did. */
export async function drawCode(link: string, place: Element): Promise<boolean> {
  try {
    const { renderSVG } = await import('uqr');
    place.innerHTML = renderSVG(link, { border: 2 });
    return true;
  } catch {
    place.replaceChildren();
    return false;
  }
}
