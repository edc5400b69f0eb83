/** The two halves of an MDX file and the line on which the body starts, from 1; undefined where there is no front matter. */
export function splitFrontMatter(text: string): { front: string; body: string; bodyLine: number } | undefined {
  const [, front, body] = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(text.replace(/\r\n/g, '\n')) ?? [];
  if (!text.startsWith('---') || front === undefined || body === undefined) return undefined;
  return { front, body, bodyLine: front.split('\n').length + 2 };
}
