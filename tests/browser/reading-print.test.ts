import { expect, type Page, test } from 'playwright/test';
import { bare, lastLine, readSheets, textOf } from './sheets.ts';

/** Widths of sheets, and the margin of print.css at their sides, 16 mm, in points. */
const sheet = { A4: 595, Letter: 612, side: (16 / 25.4) * 72 };

/** Prints the page as Chromium does and reads the sheets. */
const print = async (page: Page, format = 'A4') => readSheets(await page.pdf({ format }));

for (const format of ['A4', 'Letter']) {
  test(`no letter of the index stands alone at the foot of a sheet of ${format}`, async ({ page }) => {
    await page.goto('/topics/');
    const letters = await page.locator('.letter h2').allTextContents();
    expect(letters.length).toBeGreaterThan(20);
    const feet = (await print(page, format)).map(lastLine);
    for (const letter of letters) expect(feet).not.toContain(bare(letter));
  });
}

// One of each kind: a drawing and long programs, tables and shell commands, what is often said, a chapter, the home page.
for (const [path, format] of [
  ['/security/oauth2-and-jwt/', 'A4'],
  ['/deployment/production-serving/', 'A4'],
  ['/dependencies/depends-vs-background-tasks/', 'A4'],
  ['/validation/', 'A4'],
  ['/validation/', 'Letter'],
  ['/', 'A4'],
] as const) {
  test(`${path} is clean on ${format}: nothing cut, nothing alone at a foot, nothing to act on`, async ({ page }) => {
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
        headings: [
          ...texts('main :is(h1, h2, h3, h4, summary:not(:last-child), .program figcaption)'),
          ...texts('.said q').map((said) => `“${said}”`),
        ],
        sources: links('.sources a'),
        others: links('.program figcaption a, .proofs a, .edit a, .site-footer a'),
        // Marks are drawn between the texts of a paragraph.
        folded: [...document.querySelectorAll('.follow-up p, .also-asked li')].flatMap((one) =>
          [...one.childNodes].map(({ textContent }) => textContent ?? ''),
        ),
      };
    });
    const sheets = await print(page, format);
    const text = sheets.map(textOf).join('');

    // Thousands of lines: what is wrong is gathered, for an expectation of each would take a minute.
    const right = sheet[format] - sheet.side + 1;
    const outside = sheets.flatMap((all, at) =>
      all
        .filter((ink) => ink.left < sheet.side - 0.5 || ink.right > right)
        .map((ink) => `sheet ${at + 1}: ${ink.text} from ${ink.left} to ${ink.right}`),
    );
    expect(outside).toEqual([]);
    // A line at a time: what comes after a page's end is drawn after what is positioned on that page.
    const wanted = [...programs.flatMap((program) => program.split('\n')), ...folded, ...sources];
    expect(wanted.filter((one) => !text.includes(bare(one)))).toEqual([]);
    const alone = headings.map(bare);
    for (const [index, one] of sheets.entries())
      expect(alone, `foot of sheet ${index + 1}`).not.toContain(lastLine(one));
    expect(others.filter((other) => !sources.includes(other) && text.includes(bare(other)))).toEqual([]);
    for (const word of ['Copylink', 'Onthispage', 'Otherchapters', 'Skiptothetext', 'Editthisanswer', 'Thewholefile']) {
      expect(text).not.toContain(word);
    }
  });
}
