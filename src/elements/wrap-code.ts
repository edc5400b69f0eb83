/** Who wraps the code of one program wraps that of all: each on its own, without a script. What was tapped stays where it is. */
addEventListener('change', (event) => {
  const tapped = event.target as HTMLInputElement;
  if (!tapped.matches('.wrap *')) return;
  const { y } = tapped.getBoundingClientRect();
  for (const one of document.querySelectorAll<HTMLInputElement>('.wrap input')) one.checked = tapped.checked;
  scrollBy(0, tapped.getBoundingClientRect().y - y);
});
