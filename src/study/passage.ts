/** What tells a passage from all others of its page: its text, or its first and last words, and what stands before and after it. */
export interface Excerpt {
  textStart: string;
  textEnd?: string | undefined;
  prefix?: string | undefined;
  suffix?: string | undefined;
}

/** A text as a directive may hold it: hyphen, comma and ampersand have a meaning there, and chats cut links at brackets and quotes. */
const encode = (text: string): string =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '')).replace(
    /[-!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The fragment that leads to a passage, with `#`: `id` is the place for browsers that do not look for texts, or find it changed. */
export function passageFragment(id: string, { prefix, textStart, textEnd, suffix }: Excerpt): string {
  const parts = [
    prefix && `${encode(prefix)}-`,
    encode(textStart),
    textEnd && encode(textEnd),
    suffix && `-${encode(suffix)}`,
  ];
  return `#${id}:~:text=${parts.filter(Boolean).join(',')}`;
}

/** Characters of a passage that a report quotes: an address has an end. */
const longest = 600;

/** A passage as one line, cut where it is longer than `most`. */
export function quote(passage: string, most = longest): string {
  const line = passage.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most).trimEnd()} …` : line;
}

/** The address of the issue form, filled in: `form` is that of the answer; `proof` names what shows the passage and where it stands. */
export function reportUrl(
  form: string,
  { passage, link, proof, versions }: { passage: string; link: string; proof: string; versions: string },
): string {
  const url = new URL(form);
  url.searchParams.set('wrong', `> ${quote(passage)}\n\n${link}\n\n`);
  url.searchParams.set(
    'shown',
    [proof && `Its proof: ${proof}`, `Checked with: ${versions}`].filter(Boolean).join('\n'),
  );
  return url.href;
}
