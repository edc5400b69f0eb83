/** An element whose parts are shown by stage (`data-stage`) and filled by name (`data-show`). */
export class StagedElement extends HTMLElement {
  protected one<Found extends HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  protected place<Found extends HTMLElement>(name: string): Found {
    return this.one<Found>(`[data-show="${name}"]`);
  }

  /** Shows the parts of a stage, and leads to `head` whoever cannot see it. `isAsking` makes room for a question. */
  protected turnTo(stage: string, isAsking: boolean, head: string): void {
    this.toggleAttribute('data-asking', isAsking);
    for (const one of this.querySelectorAll<HTMLElement>('[data-stage]'))
      one.hidden = !one.dataset['stage']!.split(' ').includes(stage);
    this.one(head).focus();
  }

  /** The title of a summary: what the set is called, or `usual`, and the day. */
  protected titleOf(set: { title: string }, usual: string): string {
    return `${set.title || usual}, ${new Date().toLocaleDateString('en', { dateStyle: 'long' })}`;
  }
}
