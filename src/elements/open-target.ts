/** The target that is arrived at: a newer one takes its place. */
let awaited: HTMLElement | null = null;

/** Opens what the target of a fragment is folded in, or is itself, and shows it; not every browser does, and none opens the target. */
function openTarget(hash: string) {
  // A fragment may be any text, even one that is no escape.
  const target = document.getElementById(hash.slice(1));
  awaited = target;
  const folds: HTMLDetailsElement[] = [];
  for (let at = target?.closest('details'); at; at = at.parentElement?.closest('details')) if (!at.open) folds.push(at);
  if (folds.length === 0) return;
  for (const one of folds) one.open = true;
  // What waited to be laid out takes its size as it comes near: some frames later the target no longer moves.
  let [frames, still, top] = [60, 0, Number.NaN];
  const arrive = () => {
    if (awaited !== target) return;
    target?.scrollIntoView();
    const now = target?.getBoundingClientRect().top ?? 0;
    still = now === top ? still + 1 : 0;
    top = now;
    frames -= 1;
    if (frames > 0 && still < 4) requestAnimationFrame(arrive);
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
