/** Opens what the target of a fragment is folded in, or is itself, and shows it; not every browser does, and none opens the target. */
function openTarget(hash: string) {
  // A fragment may be any text, even one that is no escape.
  const target = document.getElementById(hash.slice(1));
  let frames = 0;
  for (let at = target?.closest('details'); at; at = at.parentElement?.closest('details')) {
    // What waited to be laid out takes its size as it comes near: where the target stands is known some frames later.
    if (!at.open) frames = 12;
    at.open = true;
  }
  const arrive = () => {
    // Whoever has gone on meanwhile is where they went, even before the page is told.
    if (location.hash !== hash || frames === 0) return;
    frames -= 1;
    target?.scrollIntoView();
    requestAnimationFrame(arrive);
  };
  arrive();
}

addEventListener('hashchange', () => openTarget(location.hash));
// A link to where one already is changes nothing, but may have been closed since.
addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
  if (link?.className === 'skip') {
    // The fragment may be what the page shows, as that of a set is: who skips to the text keeps it.
    event.preventDefault();
    document.querySelector('main')?.focus();
  } else if (link && link.hash === location.hash) openTarget(link.hash);
});
openTarget(location.hash);
