import { askedIn, type Role, type Room, writeRoom } from '../../study/room.ts';
import { type Result, summaryMarkdown } from '../../study/summary.ts';
import { make, makeLine, makeTicks, type Questions } from './parts.ts';
import { StagedElement } from './staged.ts';
import { resultItem, summed } from './summary-view.ts';

export const others = { interviewer: 'candidate', candidate: 'interviewer' } as const;
const names = { interviewer: 'The interviewer’s view', candidate: 'The candidate’s view' } as const;
/** A room without questions, where nobody has chosen anything. */
export const empty: Room = { set: { numbers: [], title: '', rest: [] }, seed: '', role: undefined, at: 1 };

/** Shows two people's interview: the door, a person's screen, the summary. */
export class RoomView extends StagedElement {
  protected questions: Questions = new Map();
  protected room = empty;
  protected readonly results = new Map<number, Result>();

  protected get notes() {
    return this.one<HTMLTextAreaElement>('textarea');
  }
  protected get mix() {
    return this.one<HTMLInputElement>('[name=mix]');
  }
  /** The numbers of the questions in their order, and the one that is asked. */
  protected get asked() {
    return askedIn(this.room);
  }
  protected get number() {
    return this.asked[this.room.at - 1]!;
  }

  /** Takes down what became of the question. */
  protected mark(change: Partial<Result>): void {
    const { number } = this;
    this.results.set(number, { number, seconds: 0, heard: [], ...this.results.get(number), ...change });
  }

  protected fillDoor(): void {
    const { length } = this.asked;
    const { title } = this.room.set;
    this.one('.room-count').textContent =
      `${title ? `“${title}”: ` : ''}${length === 1 ? 'one question is' : `${length} questions are`} ready. Who are you?`;
    this.mix.checked = this.room.seed !== '';
  }

  /** Fills in the question as a person sees it: nothing of the answer is on the candidate's page, however it is searched. */
  protected fill(role: Role): void {
    const { at } = this.room;
    const question = this.questions.get(this.number)!;
    const { heard = [], note = '' } = this.results.get(this.number) ?? {};
    const isAsking = role === 'interviewer';
    this.place('place').textContent = `Question ${at} of ${this.asked.length}`;
    this.place('question').innerHTML = question.question;
    this.one<HTMLButtonElement>('[data-do=back]').disabled = at === 1;
    this.one<HTMLButtonElement>('[data-do=on]').disabled = at === this.asked.length;
    this.one('[data-do=turn]').textContent = names[others[role]];
    this.one('[data-do=end]').hidden = !isAsking;
    this.place('ticks').replaceChildren(
      ...(isAsking ? makeTicks(question.listens, heard, (all) => this.mark({ heard: all })) : []),
    );
    this.place('next').replaceChildren(
      ...(isAsking ? question.next : []).map(({ ask, reply }) => {
        const details = make('details');
        details.append(makeLine('summary', ask), makeLine('p', reply));
        return details;
      }),
    );
    this.place('say').innerHTML = isAsking ? question.say : '';
    this.place('say').closest('details')!.open = false;
    this.place<HTMLAnchorElement>('link').href = question.url;
    this.notes.value = note;
  }

  private get inOrder(): Result[] {
    return this.asked.flatMap((number) => this.results.get(number) ?? []);
  }

  protected sum(): void {
    this.place('title').textContent = this.titleOf(this.room.set, 'Interview');
    this.place('results').replaceChildren(
      ...this.inOrder.map((result) => resultItem(result, this.questions.get(result.number)!, false)),
    );
  }

  /** The summary, to take away. */
  protected markdown(): string {
    const room = writeRoom({ ...this.room, role: undefined, at: 1 });
    const link = { name: 'The same questions', url: `${location.origin}${location.pathname}#${room}` };
    const title = this.titleOf(this.room.set, 'Interview');
    return summaryMarkdown(title, this.inOrder, summed(this.questions), [link], false);
  }
}
