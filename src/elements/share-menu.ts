import { embedCode } from '../study/embed.ts';
import { copy } from './announce.ts';
import { numberOf, urlOf } from './answer-link.ts';
import { make, makeButton } from './search/make.ts';
import css from './share-menu.css?inline';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

/** Shares the answer of a `<copy-link>`: on a phone by its own means, else by the menu below `button`, which the next press closes. */
export function share(link: HTMLElement, button: HTMLButtonElement): void {
  if ('share' in navigator && matchMedia('(pointer: coarse)').matches) {
    shareByApp(link);
    return;
  }
  const menu = link.querySelector<HTMLElement>('.share-menu') ?? makeMenu(link, button);
  const isOpen = button.ariaExpanded === 'true';
  button.ariaExpanded = String(!isOpen);
  menu.hidden = isOpen;
}

function shareByApp(link: HTMLElement): void {
  const text = link.dataset['question'] ?? '';
  // Whoever closes the sheet has changed their mind.
  navigator.share({ title: text, text, url: urlOf(link) }).catch(() => undefined);
}

function makeMenu(link: HTMLElement, button: HTMLButtonElement): HTMLElement {
  const [number, url] = [numberOf(link), urlOf(link)];
  const code = embedCode(url, link.dataset['question'] ?? '');
  const close = () => {
    menu.hidden = true;
    button.ariaExpanded = 'false';
  };
  const item = (name: string, action: () => void) =>
    makeButton(name, () => {
      close();
      button.focus();
      action();
    });
  const menu = make(
    'div',
    { class: 'share-menu', role: 'group', 'aria-label': `Share question ${number}` },
    ...('share' in navigator ? [item('With an app …', () => shareByApp(link))] : []),
    item('Copy the code to embed it', () => void copy(code, `Code to embed question ${number} copied`)),
    make('a', { href: `${url}card/` }, 'See the card that it shows'),
  );
  button.after(menu);
  addEventListener('click', ({ target }) => {
    if (!menu.contains(target as Node) && target !== button) close();
  });
  link.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || menu.hidden) return;
    close();
    button.focus();
  });
  return menu;
}
