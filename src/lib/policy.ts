import { createHash } from 'node:crypto';

/** Nothing but our own files; WebAssembly and a worker because Pagefind is made of them. */
const directives = (workers: string) => [
  "default-src 'none'",
  "img-src 'self'",
  "connect-src 'self'",
  `worker-src ${workers}`,
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

/** The pages on which a reader may record an answer and play it back, by their paths below the base. */
export const speaking = ['practice/', 'practice/mock/'];

/** What a page has inline: the hashes of its scripts and styles, each once, as a policy names them. */
export interface Inline {
  scripts: string[];
  styles: string[];
  /** The script of the frame in which a page runs Python, where it can: the frame inherits the page's policy, and its worker comes from a blob. */
  frame?: string | undefined;
}

/** The hash of a script or style as a policy names it. */
export const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What the page `html` has inline; data blocks such as JSON-LD are not run and need no hash. Throws for a script that is not one of
 * `known`: the policy would let run whatever came into a page.
 */
export function inlineOf(html: string, known: string[]): Inline {
  const texts = (pattern: RegExp) => [...new Set([...html.matchAll(pattern)].map((match) => match[1] ?? ''))];
  const scripts = texts(/<script(?![^>]*\ssrc=)(?![^>]*type="application\/)[^>]*>([\s\S]*?)<\/script>/gi);
  const foreign = scripts.find((script) => !known.includes(script));
  if (foreign !== undefined) throw new Error(`has an inline script that is not ours: ${foreign.slice(0, 80)}`);
  return { scripts: scripts.map(hashOf), styles: texts(/<style[^>]*>([\s\S]*?)<\/style>/gi).map(hashOf) };
}

/** The inline parts of several pages together, each once and in a fixed order. */
export const unite = (pages: Inline[]): Inline => ({
  scripts: [...new Set(pages.flatMap(({ scripts }) => scripts))].sort(),
  styles: [...new Set(pages.flatMap(({ styles }) => styles))].sort(),
  frame: pages.find(({ frame }) => frame)?.frame,
});

/** The Content-Security-Policy that lets exactly those inline scripts and styles work; `path` is the page's, below the base. */
export const policyFor = ({ scripts, styles, frame }: Inline, path = ''): string =>
  [
    ...directives(frame ? "'self' blob:" : "'self'"),
    // A recording is played from memory.
    ...(speaking.includes(path) ? ['media-src blob:'] : []),
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts, ...(frame ? [frame] : [])].join(' '),
    ["style-src 'self'", ...styles].join(' '),
  ].join('; ');
