import { expect, type Page, test } from 'playwright/test';
import { getDocumentProxy } from 'unpdf';

/** A4 with the margins of print.css, in points: 16 mm at the sides. */
const sheet = { width: 595, side: (16 / 25.4) * 72 };

/** A run of text on paper: its ends across, its distance from the foot, all in points. */
interface Ink {
  text: string;
  left: number;
  right: number;
  up: number;
}

/** Prints the page as Chromium does and reads the sheets. */
async function print(page: Page): Promise<Ink[][]> {
  const document = await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' })));
  const sheets: Ink[][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    sheets.push(
      items.flatMap((item) => {
        if (!('str' in item) || item.str.trim() === '') return [];
        const [, , , , left, up] = item.transform as number[];
        return [{ text: item.str, left: left!, right: left! + item.width, up: up! }];
      }),
    );
  }
  return sheets;
}

const bare = (text: string) => text.replace(/\s+/g, '');
const textOf = (sheet: Ink[]) => bare(sheet.map(({ text }) => text).join(''));
/** The lowest line of a sheet. */
function lastLine(sheet: Ink[]): string {
  const foot = Math.min(...sheet.map(({ up }) => up));
  return textOf(sheet.filter(({ up }) => up - foot < 3));
}

// One of each kind: a drawing and long programs, tables and shell commands, a chapter, the home page.
for (const path of ['/security/oauth2-and-jwt/', '/deployment/production-serving/', '/validation/', '/']) {
  test(`${path} is clean on paper: nothing cut, nothing alone at a foot, nothing to act on`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto(path);
    const { programs, headings, sources, others, folded } = await page.evaluate(() => {
      const texts = (selector: string) =>
        [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
      const links = (selector: string) =>
        [...document.querySelectorAll<HTMLAnchorElement>(selector)].map(({ href }) => href);
      return {
        // Where the whole file stands beneath its part, it stands for it.
        programs: texts('.program .code:not(:has(+ .whole)), .message code'),
        headings: texts('main :is(h1, h2, h3, h4, summary, figcaption)'),
        sources: links('.sources a'),
        others: links('.program figcaption a, .proofs a, .edit a, .site-footer a'),
        // Marks are drawn between the texts of a paragraph.
        folded: [...document.querySelectorAll('.follow-up p, .also-asked li')].flatMap((one) =>
          [...one.childNodes].map(({ textContent }) => textContent ?? ''),
        ),
      };
    });
    const sheets = await print(page);
    const text = sheets.map(textOf).join('');

    for (const [index, ink] of sheets.flatMap((all, at) => all.map((one) => [at + 1, one] as const))) {
      const where = `sheet ${index}: ${ink.text}`;
      expect(ink.left, where).toBeGreaterThanOrEqual(sheet.side - 0.5);
      expect(ink.right, where).toBeLessThanOrEqual(sheet.width - sheet.side + 1);
    }
    // A line at a time: what comes after a page's end is drawn after what is positioned on that page.
    for (const line of programs.flatMap((program) => program.split('\n'))) expect(text).toContain(bare(line));
    for (const one of folded) expect(text).toContain(bare(one));
    const alone = headings.map(bare);
    for (const [index, one] of sheets.entries())
      expect(alone, `foot of sheet ${index + 1}`).not.toContain(lastLine(one));
    for (const source of sources) expect(text).toContain(bare(source));
    for (const other of others) if (!sources.includes(other)) expect(text).not.toContain(bare(other));
    for (const word of ['Copylink', 'Onthispage', 'Otherchapters', 'Skiptothetext', 'Editthisanswer', 'Thewholefile']) {
      expect(text).not.toContain(word);
    }
  });
}
