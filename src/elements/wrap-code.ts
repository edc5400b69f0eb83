/** Whoever has the lines of one program wrapped has those of all, and goes on reading where the switch is. */
addEventListener('change', ({ target }) => {
  const box = target as HTMLInputElement;
  if (!box.closest('.wrap')) return;
  const top = () => box.getBoundingClientRect().top;
  const before = top();
  for (const one of document.querySelectorAll<HTMLInputElement>('.wrap input')) one.checked = box.checked;
  scrollBy(0, top() - before);
});
