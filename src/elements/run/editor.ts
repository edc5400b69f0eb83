import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { pythonLanguage } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { styleTags, tags } from '@lezer/highlight';

/** The kinds of token that pages tell apart, in the same colors: the tokens of the theme reach into a shadow root. */
const colors = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--color-comment)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: 'var(--color-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--color-string)' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.definition(tags.variableName)),
      tags.function(tags.propertyName),
      tags.meta,
    ],
    color: 'var(--color-function)',
  },
  { tag: [tags.className, tags.definition(tags.className)], color: 'var(--color-type)' },
]);

/** Python, decorators told from other names as pages do. */
const language = pythonLanguage.configure({ props: [styleTags({ 'Decorator/VariableName': tags.meta })] });

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--color-paper)', color: 'var(--color-ink)', maxHeight: 'min(36rem, 75vh)' },
  '&.cm-focused': { outline: '2px solid var(--color-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { font: '0.8125rem/1.55 var(--font-mono)', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--color-ink)', padding: '0.6rem 0' },
  '.cm-line': { padding: '0 1rem 0 0.6rem' },
  '.cm-gutters': { backgroundColor: 'var(--color-surface)', color: 'var(--color-muted)', border: '0' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--color-wash)',
    outline: '1px solid var(--color-accent)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'inherit', color: 'var(--color-warn)' },
  '.failed-line': {
    backgroundColor: 'var(--color-surface)',
    boxShadow: 'inset 0.25rem 0 var(--color-warn)',
    textDecoration: 'underline wavy var(--color-warn) 1px',
    textUnderlineOffset: '0.25em',
  },
  '.hint': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

const failedAt = StateEffect.define<number | undefined>();
/** The line that a traceback leads to, until the text changes. */
const failedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    if (transaction.docChanged) return Decoration.none;
    const { value } = transaction.effects.find((effect) => effect.is(failedAt)) ?? { value: marked };
    if (value === marked) return marked;
    const line = value as number | undefined;
    if (!line || line > transaction.state.doc.lines) return Decoration.none;
    const { from } = transaction.state.doc.line(line);
    return Decoration.set(Decoration.line({ class: 'failed-line' }).range(from));
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** An editor of Python files, one shown at a time; each keeps its own undo history and cursor. */
export interface Editor {
  /** Shows the file `name`, with `text` the first time. */
  show(name: string, text: string): void;
  /** Puts another text into the file `name`, as something that can be undone. */
  replace(name: string, text: string): void;
  textOf(name: string): string | undefined;
  /** Marks a line of the file that is shown, from 1; none without a number. */
  mark(line: number | undefined): void;
  /** Puts the cursor at the start of a line, and the keyboard into the editor. */
  goTo(line: number): void;
}

/** Takes Tab as a key of the editor until Escape has been pressed; then Tab leaves it, whenever that is. */
const leave = keymap.of([
  {
    key: 'Escape',
    run: (view) => {
      // Until any other key: a reader may need more than the two seconds that the editor gives by itself.
      view.setTabFocusMode(86_400_000);
      return true;
    },
  },
]);

/**
 * Types over a selection without the browser: Chromium would give what comes in its place the colors of what stood there, in a style
 * attribute, which the page's policy refuses aloud. What is being composed is left to it, as it cannot be taken from it.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event;
    const { empty, from, to } = view.state.selection.main;
    if (inputType !== 'insertText' || !data || empty || view.composing || event.isComposing) return false;
    const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type' });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/** Builds an editor in the shadow root of `host`: its style sheets are adopted there, which the page's policy lets pass. */
export function createEditor(host: HTMLElement, { onChange, onRun }: { onChange(): void; onRun(): void }): Editor {
  const root = host.attachShadow({ mode: 'open' });
  // From outside, a key that is typed in here seems to come from no field: the page would take it for a shortcut.
  host.addEventListener('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  });
  const hint = Object.assign(document.createElement('p'), {
    id: 'hint',
    className: 'hint',
    textContent: 'Control or Command and Enter runs. Tab indents; Escape, then Tab leaves the editor.',
  });
  const states = new Map<string, EditorState>();
  let shown = '';
  const extensions = (name: string): Extension => [
    leave,
    typeOver,
    keymap.of([
      {
        key: 'Mod-Enter',
        run: () => {
          onRun();
          return true;
        },
      },
    ]),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    lineNumbers(),
    history(),
    closeBrackets(),
    bracketMatching(),
    indentOnInput(),
    indentUnit.of('    '),
    EditorState.tabSize.of(4),
    language,
    syntaxHighlighting(colors),
    failedLine,
    look,
    matchMedia('(width < 60rem)').matches ? EditorView.lineWrapping : [],
    EditorView.contentAttributes.of({ 'aria-label': `${name}, editor`, 'aria-describedby': 'hint', tabindex: '0' }),
    EditorView.updateListener.of(({ docChanged }) => {
      if (docChanged) onChange();
    }),
  ];
  const view = new EditorView({ root, parent: root });
  view.dom.append(hint);

  const stateOf = (name: string) => (name === shown ? view.state : states.get(name));
  return {
    show(name, text) {
      if (shown) states.set(shown, view.state);
      view.setState(states.get(name) ?? EditorState.create({ doc: text, extensions: extensions(name) }));
      shown = name;
    },
    replace(name, text) {
      const state = stateOf(name);
      if (!state) return;
      const transaction = state.update({ changes: { from: 0, to: state.doc.length, insert: text } });
      if (name === shown) view.dispatch(transaction);
      else states.set(name, transaction.state);
    },
    textOf: (name) => stateOf(name)?.doc.toString(),
    mark(line) {
      view.dispatch({ effects: failedAt.of(line) });
    },
    goTo(line) {
      const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
  };
}
