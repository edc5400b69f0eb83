import type { HastPluginDefinition } from 'satteri';

/** A piece of inline code: text, a word with hyphens that a line should not break, or a place where a long run may break. */
export type CodePiece = { text: string } | { whole: string } | { mayBreak: true };

/** A run without spaces of up to so many characters moves to the next line; a longer one may not fit there on a phone. */
const longest = 25;

/** Where a long run may break: after `_`, `.`, `(` and `=`, but not between several of them. */
const breaks = /(?<=\w[_.]|[(=])(?=[^_.(=)\s])/;

const hyphenated = /\w-|-\w/;

/** Takes inline code apart. Browsers break after any hyphen, which would leave `--` alone on a line, and never after `_`. */
export function codePieces(code: string): CodePiece[] {
  // Spaces stay outside: at the end of a whole word they would be lost.
  return code.split(/(?<=\s)(?=\S)|(?<=\S)(?=\s)/).flatMap((run): CodePiece[] => {
    if (hyphenated.test(run)) {
      return run.split(/(?<=[/=])/).map((word) => (hyphenated.test(word) ? { whole: word } : { text: word }));
    }
    const parts = run.length > longest ? run.split(breaks) : [run];
    return parts.flatMap((text, index) => (index > 0 ? [{ mayBreak: true }, { text }] : [{ text }]));
  });
}

const element = (tagName: string, children: object[] = []) => ({ type: 'element', tagName, properties: {}, children });

/** Inline code is not translated, and breaks where a reader expects it to. */
export const inlineCode: HastPluginDefinition = {
  name: 'inline-code',
  element: {
    filter: ['code'],
    visit(node, ctx) {
      const children = codePieces(ctx.textContent(node)).map((piece) => {
        if ('mayBreak' in piece) return element('wbr');
        return 'whole' in piece
          ? element('span', [{ type: 'text', value: piece.whole }])
          : { type: 'text', value: piece.text };
      });
      return { ...node, properties: { ...node.properties, translate: 'no' }, children } as typeof node;
    },
  },
};
