import { type BundledLanguage, createHighlighter, type ThemeRegistration } from 'shiki';

/** The kinds of token we tell apart, each a class whose colour is in code.css; the scopes are TextMate's. */
const tokens: Record<string, string[]> = {
  c: ['comment', 'punctuation.definition.comment'],
  k: ['keyword', 'storage', 'constant.language', 'variable.language', 'support.type.property-name.directive'],
  s: ['string', 'punctuation.definition.string'],
  d: ['constant.numeric', 'constant.character', 'constant.other'],
  f: ['entity.name.function', 'support.function', 'meta.function.decorator', 'entity.name.function.decorator'],
  t: ['entity.name.type', 'entity.name.class', 'support.class', 'support.type', 'entity.other.inherited-class'],
};
const plain = '#000000';
const names = Object.keys(tokens);
/** Shiki knows colours, not classes: each class gets a colour of its own, turned back into the class below. */
const colourOf = (name: string) => `#0000${(names.indexOf(name) + 1).toString(16).padStart(2, '0')}`;

const theme: ThemeRegistration = {
  name: 'classes',
  type: 'light',
  fg: plain,
  bg: '#ffffff',
  settings: [
    { settings: { foreground: plain, background: '#ffffff' } },
    { scope: 'keyword.operator', settings: { foreground: plain } },
    ...names.map((name) => ({ scope: tokens[name] ?? [], settings: { foreground: colourOf(name) } })),
    {
      scope: ['keyword.operator', 'storage.type.string', 'constant.character.format.placeholder'],
      settings: { foreground: plain },
    },
    { scope: ['keyword.operator.logical', 'keyword.operator.wordlike'], settings: { foreground: colourOf('k') } },
  ],
};

const languages: Record<string, BundledLanguage> = {
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
const cache = new Map<string, string>();

const escapeHtml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Highlights `code` in the language of `file` (by its ending) as HTML: spans with classes, never styles. */
export async function highlight(code: string, file: string): Promise<string> {
  const lang = languages[file.split(/[./]/).pop() ?? ''];
  if (!lang) return escapeHtml(code);
  const key = `${lang}\n${code}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { tokens: lines } = (await highlighter).codeToTokens(code, { lang, theme: 'classes' });
  const html = lines.map((line) => {
    const merged: { name: string; text: string }[] = [];
    for (const { content, color } of line) {
      const name = names.find((one) => colourOf(one) === color?.toLowerCase()) ?? '';
      const last = merged.at(-1);
      // White space takes the colour of what stands before it: fewer spans, the same look.
      if (last && (last.name === name || !content.trim())) last.text += content;
      else merged.push({ name, text: content });
    }
    return merged
      .map(({ name, text }) => (name ? `<span class="${name}">${escapeHtml(text)}</span>` : escapeHtml(text)))
      .join('');
  });
  cache.set(key, html.join('\n'));
  return html.join('\n');
}
