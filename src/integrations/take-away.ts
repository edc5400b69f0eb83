import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroIntegrationLogger } from 'astro';
import { AstroError } from 'astro/errors';
import { slim } from '../lib/slim.ts';
import { readableSize } from '../lib/text.ts';
import { site } from '../site.ts';
import { linkWithin, parsePage, singleFile } from '../study/book.ts';
import { coverOf } from '../study/cover.ts';
import { epubOf } from '../study/epub.ts';
import { license } from '../study/source.ts';

/** Set by `npm run book`: the Chromium that prints. Without it there are no PDFs, and no page names them. */
const printer = process.env['PRINT_WITH'];
const printed = ['book.pdf', 'cheat-sheet.pdf'];

/** Makes what is taken away from the built pages, and has their list say how large each file has become. */
export function takeAway(): AstroIntegration {
  return {
    name: 'take-away',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const dist = fileURLToPath(dir);
        const read = (path: string) => parsePage(readFileSync(dist + path, 'utf8'));
        // As it will be served: without what tells Pagefind how to read a page.
        const book = parsePage(slim(readFileSync(`${dist}book/index.html`, 'utf8')));
        linkWithin(book);
        writeFileSync(`${dist}book/index.html`, book.toString());
        const file = slim(singleFile(book, 'book/').toString());
        writeFileSync(`${dist}book.html`, file);

        const description = book.querySelector('meta[name=description]')!.getAttribute('content')!;
        const date = book.querySelector('.book-edition time')!.text;
        const facts = { title: site.name, author: site.name, date, rights: license };
        const address = new URL(`${site.base}book.epub`, site.url).href;
        const cover = await coverOf(readFileSync(`${dist}home.png`));
        const style = readFileSync(new URL('../styles/epub.css', import.meta.url), 'utf8');
        writeFileSync(`${dist}book.epub`, epubOf(book, { ...facts, description, address }, style, cover));

        if (printer) {
          // Only here: a build that prints nothing needs no browser.
          const { print } = await import('../study/print.ts');
          const sheet = singleFile(read('cheat-sheet/index.html'), 'cheat-sheet/');
          const about = sheet.querySelector('meta[name=description]')!.getAttribute('content')!;
          writeFileSync(`${dist}book.pdf`, await print(file, { ...facts, subject: description }, printer));
          const title = `${site.name}: cheat sheet`;
          writeFileSync(
            `${dist}cheat-sheet.pdf`,
            await print(sheet.toString(), { ...facts, title, subject: about }, printer),
          );
        }
        const list = read('take-away/index.html');
        for (const form of list.querySelectorAll('[data-form]')) {
          const path = form.getAttribute('data-form')!;
          if (printed.includes(path) && !printer) form.remove();
          else if (path.endsWith('/')) form.querySelector('small')!.remove();
          else if (!existsSync(dist + path))
            throw new AstroError(`/take-away/ names ${path}, which the build has not made.`);
          else form.querySelector('small')!.textContent = readableSize(statSync(dist + path).size);
          form.removeAttribute('data-form');
        }
        writeFileSync(`${dist}take-away/index.html`, list.toString());
        report(dist, logger);
      },
    },
  };
}

/** Says what was made. */
function report(dist: string, logger: AstroIntegrationLogger): void {
  const made = ['book.html', 'book.epub', ...printed].filter((path) => existsSync(dist + path));
  logger.info(made.map((path) => `${path} ${readableSize(statSync(dist + path).size)}`).join(', '));
}
