import { type BundledLanguage, createHighlighter, type ThemeRegistration } from 'shiki';
import { escapeHtml } from './text.ts';

/** The kinds of token we tell apart (a number is seen to be one), each a class whose color is a token of the theme; the scopes are TextMate's. */
const kinds: { [kind: string]: string[] } = {
  comment: ['comment', 'punctuation.definition.comment'],
  keyword: ['keyword', 'storage', 'constant.language', 'variable.language', 'support.type.property-name.directive'],
  string: ['string', 'punctuation.definition.string'],
  function: ['entity.name.function', 'support.function', 'meta.function.decorator', 'entity.name.function.decorator'],
  type: ['entity.name.type', 'entity.name.class', 'support.class', 'support.type', 'entity.other.inherited-class'],
};
const plain = '#000000';
const names = Object.keys(kinds);
/**
 * Shiki's tokens carry colors. Each kind gets one of its own, turned back into a class below: neighbors of one kind become one span,
 * which `@shikijs/transformers`' style-to-class does not do, and a page is a tenth smaller for it.
 */
const colorOf = (kind: string) => `#0000${(names.indexOf(kind) + 1).toString(16).padStart(2, '0')}`;

const theme: ThemeRegistration = {
  name: 'kinds',
  type: 'light',
  fg: plain,
  bg: '#ffffff',
  settings: [
    { settings: { foreground: plain, background: '#ffffff' } },
    ...names.map((name) => ({ scope: kinds[name] ?? [], settings: { foreground: colorOf(name) } })),
    {
      scope: ['keyword.operator', 'storage.type.string', 'constant.character.format.placeholder'],
      settings: { foreground: plain },
    },
    { scope: ['keyword.operator.logical', 'keyword.operator.wordlike'], settings: { foreground: colorOf('keyword') } },
  ],
};

const languages: { [ending: string]: BundledLanguage } = {
  py: 'python',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  sh: 'bash',
  conf: 'nginx',
  proto: 'proto',
  graphql: 'graphql',
  Dockerfile: 'docker',
};
const highlighter = createHighlighter({ themes: [theme], langs: [...new Set(Object.values(languages))] });
const known = new Map<string, string[]>();

/** Highlights `code` in the language of `file` (by its ending) as the HTML of its lines: spans with classes, never styles. */
export async function highlight(code: string, file: string): Promise<string[]> {
  const lang = languages[file.split(/[./]/).pop() ?? ''];
  if (!lang) return code.split('\n').map(escapeHtml);
  const key = `${lang}\n${code}`;
  const html = known.get(key) ?? (await tokenize(code, lang));
  known.set(key, html);
  return html;
}

async function tokenize(code: string, lang: BundledLanguage): Promise<string[]> {
  // Without a limit of time: a busy machine must give the same bytes.
  const options = { lang, theme: 'kinds', tokenizeTimeLimit: 0 };
  const { tokens } = (await highlighter).codeToTokens(code, options);
  return tokens.map((line) => {
    const merged: { name: string; text: string }[] = [];
    for (const { content, color } of line) {
      const name = names.find((one) => colorOf(one) === color?.toLowerCase()) ?? '';
      const last = merged.at(-1);
      // White space takes the color of what stands before it: fewer spans, the same look.
      if (last && (last.name === name || !content.trim())) last.text += content;
      else merged.push({ name, text: content });
    }
    return merged
      .map(({ name, text }) => (name ? `<span class="${name}">${escapeHtml(text)}</span>` : escapeHtml(text)))
      .join('');
  });
}
