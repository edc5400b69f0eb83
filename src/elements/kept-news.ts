/**
 * On a page that a worker serves: looks whether a new version has been published, and when the worker has it, says so with a button that
 * shows it. Loaded only where there is a worker, which is where a reader asked for one.
 */
import css from './kept-news.css?inline';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);
const workers = navigator.serviceWorker;

workers.addEventListener('controllerchange', () => {
  if (!workers.controller || document.querySelector('.kept-news')) return;
  const line = document.createElement('p');
  line.className = 'kept-news';
  line.setAttribute('role', 'status');
  document.body.append(line);
  const button = (text: string, act: () => void) => {
    const one = document.createElement('button');
    one.type = 'button';
    one.textContent = text;
    one.addEventListener('click', act);
    return one;
  };
  // Into a line that is there already: only what changes is spoken.
  line.append(
    'A new version of this site has come, and is kept. ',
    button('Show it', () => location.reload()),
    button('Not now', () => line.remove()),
  );
});

const look = () => void workers.ready.then((registration) => registration.update()).catch(() => undefined);
addEventListener('online', look);
look();
