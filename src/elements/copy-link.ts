import { copy } from './announce.ts';
import { answerInView, numberOf, urlOf } from './answer-link.ts';
import { loadOnDemand } from './load-on-demand.ts';
import { onKey } from './shortcuts.ts';
import { starButton } from './star-button.ts';

function copyLink(link: HTMLElement): void {
  const { question } = link.dataset;
  void copy(`${question} — ${urlOf(link)}`, `Link copied: ${question}`);
}

/**
 * `<copy-link data-question data-path>`, in the head of an answer: its button, or the key `c` for the answer in view, copies
 * `Question — URL`; beside it come a button that shares the answer and one that stars it.
 */
customElements.define(
  'copy-link',
  class extends HTMLElement {
    connectedCallback() {
      const button = this.firstElementChild as HTMLButtonElement;
      const share = document.createElement('button');
      share.textContent = 'Share';
      button.onclick = () => copyLink(this);
      share.onclick = () =>
        loadOnDemand().then(
          (load) => load.share(this, share),
          () => copyLink(this),
        );
      this.append(share, starButton(numberOf(this), ' Star'));
    }
  },
);

onKey('c', () => {
  const link = answerInView();
  if (link) copyLink(link);
});
