import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRef, PDFString } from '@cantoo/pdf-lib';
import { chromium, type Page } from 'playwright';

/** What a PDF says of itself. */
export interface About {
  title: string;
  author: string;
  subject: string;
  /** The day of its content, `2026-11-25`: the clock would make other bytes of the same content. */
  date: string;
}

/** Switches that let root run Chromium, and keep it from looking up anything. */
const args = ['--no-sandbox', '--disable-background-networking', '--no-first-run'];
/** Printings until the numbers on the sheets are those of the sheets: they have room, so that the second one should be right. */
const most = 4;

/** What on paper is followed by the number of the sheet that it leads to. */
const numbered =
  '.book-contents a, .book-chapter .questions a, .book-index a, .answer a:not(.proof, .source, .part > a, .subpart > a)';

const numberStyle = `
  .on-page { font-variant-numeric: tabular-nums; }
  .book .answer .on-page::before { content: " (p. "; white-space: pre; }
  .book .answer .on-page::after { content: ")"; }
  :is(.book-contents, .book-chapter) .on-page { flex: none; min-width: 3.5ch; margin-left: auto; padding-left: 1rem; text-align: right; }
  .book-contents p a { display: flex; }
  .book-index .on-page::before { content: ", "; }
  .book-index > .quiet::after { content: " What follows a comma is the page."; }
`;

/** The number of the sheet, from 1, on which each linked id of a PDF begins. */
export function sheetsOf(pdf: PDFDocument): Map<string, number> {
  const sheets = new Map(pdf.getPages().map(({ ref }, at) => [ref.toString(), at + 1]));
  const named = pdf.catalog.lookupMaybe(PDFName.of('Dests'), PDFDict)?.entries() ?? [];
  return new Map(
    named.flatMap(([name, place]) => {
      const target = pdf.context.lookup(place);
      const sheet = target instanceof PDFArray && target.get(0);
      return sheet instanceof PDFRef ? [[name.decodeText(), sheets.get(sheet.toString())!] as const] : [];
    }),
  );
}

/** Writes into the page what each numbered link leads to; returns what it has not found, and whether anything changed. */
const writeNumbers = (page: Page, sheets: Map<string, number>) =>
  page.evaluate(
    ([selector, entries]) => {
      const numbers = new Map(entries);
      let changed = false;
      for (const link of document.querySelectorAll(selector)) {
        const href = link.getAttribute('href')!;
        if (!href.startsWith('#')) continue;
        const text = numbers.get(href.slice(1))?.toString() ?? '000';
        const number = link.querySelector('.on-page') ?? document.createElement('span');
        if (number.textContent !== text) changed = true;
        number.className = 'on-page';
        number.textContent = text;
        link.append(number);
      }
      return changed;
    },
    [numbered, [...sheets]] as const,
  );

async function describe(pdf: PDFDocument, about: About): Promise<Uint8Array<ArrayBuffer>> {
  const day = new Date(`${about.date}T00:00:00Z`);
  pdf.setTitle(about.title, { showInWindowTitleBar: true });
  pdf.setAuthor(about.author);
  pdf.setSubject(about.subject);
  pdf.setCreator(about.author);
  pdf.setCreationDate(day);
  pdf.setModificationDate(day);
  pdf.catalog.set(PDFName.of('Lang'), PDFString.of('en'));
  return new Uint8Array(await pdf.save({ useObjectStreams: true }));
}

/**
 * Prints HTML, which needs nothing beside it, on A4 with the Chromium at `executablePath`: tagged, with a bookmark for each heading. Links
 * of the book get the number of the sheet that they lead to: Chromium knows no `target-counter`, so the sheets are printed, read, and
 * printed again with the numbers. Throws where these do not come to rest.
 */
export async function print(html: string, about: About, executablePath: string): Promise<Uint8Array<ArrayBuffer>> {
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({ bypassCSP: true });
    page.setDefaultTimeout(600_000);
    await page.setContent(html);
    await page.addStyleTag({ content: numberStyle });
    await writeNumbers(page, new Map());
    for (let time = 1; time <= most; time += 1) {
      const bytes = await page.pdf({
        format: 'A4',
        tagged: true,
        outline: true,
        printBackground: true,
      });
      const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
      if (!(await writeNumbers(page, sheetsOf(pdf)))) return await describe(pdf, about);
    }
    throw new Error(`${about.title}: the numbers of its sheets still change after ${most} printings.`);
  } finally {
    await browser.close();
  }
}
