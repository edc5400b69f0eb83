import type { Message } from '../../lib/exchange.ts';
import { type ComparedLine, countDifferences, linesOf } from '../../run/difference.ts';
import type { Failed, TestReport } from '../../run/protocol.ts';
import { missingModule, readTraceback } from '../../run/python.ts';
import { button, make } from './dom.ts';

const signs = { sent: '→', received: '←', closed: '×', printed: '' };

/** What one side said, as records show it. */
export const messageNode = ({ from, text }: Message, ...more: Node[]): HTMLElement =>
  make(
    'pre',
    { class: 'message', translate: 'no' },
    signs[from] ? make('span', { 'aria-hidden': 'true' }, signs[from]) : undefined,
    from === 'printed' ? undefined : make('span', { class: 'unseen' }, `${from}: `),
    more.length ? make('code', {}, ...more) : make('code', {}, linesOf(text).join('\n')),
  );

/** A text beside its record: lines that differ with a sign for the eye and a word for the ear, changed words marked. */
export function differenceNodes(lines: ComparedLine[]): Node[] {
  return lines.flatMap((line, at) => {
    const words = line.pieces.map(({ text, changed }) =>
      changed && line.in !== 'both' ? make('mark', {}, text) : document.createTextNode(text),
    );
    const end = document.createTextNode(at < lines.length - 1 ? '\n' : '');
    if (line.in === 'both') return [...words, end];
    const [tag, sign, word] =
      line.in === 'recorded' ? (['del', '−', 'recorded'] as const) : (['ins', '+', 'now'] as const);
    return [
      make(
        tag,
        {},
        make('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
        make('span', { class: 'unseen' }, `${word}: `),
        ...words,
      ),
      end,
    ];
  });
}

/** What a comparison comes to, as a few words: `as recorded`, `2 lines differ from the record`. */
export function verdictOf(lines: ComparedLine[]): string {
  const count = countDifferences(lines);
  if (count === 0) return 'as recorded';
  return count === 1 ? '1 line differs from the record' : `${count} lines differ from the record`;
}

/** One result, folded like a recorded step. */
export function stepNode(
  head: { title: string; status?: string | undefined; good?: boolean | undefined; verdict?: string | undefined },
  open: boolean,
  ...body: (Node | undefined)[]
): HTMLDetailsElement {
  const { title, status, good, verdict } = head;
  const same = verdict === 'as recorded';
  return make(
    'details',
    { class: 'step', open },
    make(
      'summary',
      {},
      make('code', { translate: 'no' }, title),
      status ? make('b', { class: good ? 'good' : 'bad' }, status) : undefined,
      verdict
        ? make('span', { class: same ? 'verdict' : 'verdict differs' }, `${same ? '=' : '≠'} ${verdict}`)
        : undefined,
    ),
    ...body,
  );
}

/** What tests need that a browser may lack, and who has it. */
const noSuspending =
  'This browser cannot suspend Python (it has no JSPI), which a TestClient needs: tests that use one fail here, whatever the program does. Chrome and Edge can from version 137 on, and current Firefox.';

/** What went wrong: a sentence, and what Python printed of it. `goTo` leads to the line of the file that it names. */
export function failureNode(
  { sentence, traceback }: Failed,
  { file, here, goTo }: { file: string; here: readonly string[]; goTo(line: number): void },
): HTMLElement {
  const { says, line } = readTraceback(traceback, file);
  const missing = missingModule(traceback);
  return make(
    'div',
    { class: 'bench-failure' },
    make('p', {}, missing ? `“${missing}” cannot be imported here.` : sentence || says),
    missing
      ? make('p', { class: 'quiet' }, `Beside most of Python’s standard library there are: ${here.join(', ')}.`)
      : undefined,
    /stack switching not supported/.test(traceback) ? make('p', { class: 'quiet' }, noSuspending) : undefined,
    line ? button(`Go to line ${line}`, () => goTo(line)) : undefined,
    traceback ? messageNode({ from: 'printed', text: traceback.trimEnd() }) : undefined,
  );
}

/** Characters of what a program prints that stay in view: the last. */
const mostPrinted = 20_000;

/** What a program prints, as it comes; `open` where it is what the program is there for. */
export function printedNode(open: boolean): { node: HTMLElement; add(text: string): void } {
  const code = make('code');
  const node = stepNode({ title: 'Printed' }, open, make('pre', { class: 'message', translate: 'no' }, code));
  return {
    node,
    add(text) {
      const all = code.textContent + text;
      code.textContent = all.length > mostPrinted ? `…${all.slice(-mostPrinted)}` : all;
    },
  };
}

/** What pytest found, a line each; failures are open. `suspends`: whether Python can wait here. */
export function reportNodes({ tests, output }: TestReport, suspends: boolean): Node[] {
  const told = tests.map(({ name, outcome, message }) => {
    const head = { title: name, status: outcome, good: outcome !== 'failed' };
    const text = message.trimEnd();
    return stepNode(head, outcome === 'failed', text ? messageNode({ from: 'printed', text }) : undefined);
  });
  const printed = output.trimEnd();
  const whole = { title: 'What pytest printed' };
  const log = printed ? [stepNode(whole, tests.length === 0, messageNode({ from: 'printed', text: printed }))] : [];
  const isLacking = !suspends && tests.some(({ outcome }) => outcome === 'failed');
  const note = isLacking ? [make('p', { class: 'note', role: 'note' }, noSuspending)] : [];
  return [...note, ...told, ...log];
}

/** The outcome of tests as one sentence: `3 passed, 1 failed`. */
export function countTests({ tests }: TestReport): string {
  const count = (outcome: string) => tests.filter((test) => test.outcome === outcome).length;
  const all = ['passed', 'failed', 'skipped'].flatMap((outcome) =>
    count(outcome) ? [`${count(outcome)} ${outcome}`] : [],
  );
  return all.join(', ') || 'No tests were found';
}
