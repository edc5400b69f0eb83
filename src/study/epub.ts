import type { HTMLElement } from 'node-html-parser';
import { escapeHtml } from '../lib/text.ts';
import { zipOf } from './archive.ts';
import { linkOut, parsePage } from './book.ts';
import { fixDrawing } from './fixed-drawing.ts';
import { quoted, xhtmlOf } from './xhtml.ts';

/** What a book says of itself. */
export interface BookFacts {
  title: string;
  author: string;
  description: string;
  /** The address that names it, for good. */
  address: string;
  rights: string;
  /** The day of its content, `2026-11-25`. */
  date: string;
}

/** A file of the book, in reading order: its name without an ending, its title, whether it opens a chapter, and its XHTML. */
interface Leaf {
  name: string;
  title: string;
  opens: boolean;
  html: string;
}

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Puts `name` in the place of an element's own, with nothing of its attributes but ids and classes. */
function rename(node: HTMLElement, name: string, more = ''): void {
  const kept = ['id', 'class'].flatMap((key) => {
    const value = node.getAttribute(key);
    return value ? [`${key}="${value}"`] : [];
  });
  node.replaceWith(`<${[name, ...kept].join(' ')}>${more}${node.innerHTML}</${name}>`);
}

/** Code as lines that wrap, each an element that can say by an indent where it goes on; a line that makes the point is bold. */
function wrapLines(code: HTMLElement): void {
  const lines = code.innerHTML.replace(/<i>\n<\/i>/g, '').split('\n');
  code.innerHTML = lines
    .map((line) => {
      const point = /^<mark>(.*)<\/mark>$/.exec(line);
      return `<span class="${point ? 'line point' : 'line'}">${point ? point[1] : line}\n</span>`;
    })
    .join('');
}

/**
 * Brings a part of the book's page to what e-readers know: nothing to unfold or to press, no sign that a style sheet draws, words in
 * the place of colors, drawings of a fixed size. `leafOf` says in which file an id is.
 */
function settle(part: HTMLElement, up: number): HTMLElement {
  const each = (selector: string, change: (node: HTMLElement) => void) =>
    part.querySelectorAll(selector).forEach(change);
  each('.screen-only, copy-code, copy-link, .wrap, [aria-hidden="true"], .program figcaption a span', (node) => {
    node.remove();
  });
  // The whole file stands for its part, as on paper.
  each('.whole', (whole) => {
    whole.previousElementSibling!.remove();
    whole.replaceWith(whole.querySelector('pre')!);
  });
  each('.code code', wrapLines);
  each('.unseen', (said) => rename(said, 'b'));
  each('.proof', (mark) => {
    mark.innerHTML = '✓';
  });
  each('.source', (mark) => {
    mark.innerHTML = mark.getAttribute('data-n')!;
    mark.removeAttribute('data-n');
  });
  each('.proof, .source', (mark) => mark.replaceWith(`<sup>${mark.toString()}</sup>`));
  each(':is(.part, .subpart) > a', (link) => link.replaceWith(link.innerHTML));
  each('.diagram > svg', fixDrawing);
  each('[tabindex]', (node) => {
    for (const name of ['tabindex', 'role', 'aria-label']) node.removeAttribute(name);
  });
  // From within to without: what is renamed is parsed anew.
  for (const [from, to] of [
    ['summary', 'p'],
    ['details', 'div'],
  ] as const) {
    for (let node = part.querySelector(from); node; node = part.querySelector(from)) rename(node, to);
  }
  for (const level of [2, 3, 4, 5]) each(`h${level}`, (heading) => rename(heading, `h${Math.max(1, level - up)}`));
  return part;
}

/** The files of the book, from its page; links between them still name the id alone. */
function leavesOf(page: HTMLElement): Leaf[] {
  const book = parsePage(page.toString());
  linkOut(book);
  const leaf = (part: HTMLElement, name: string, title: string, up: number, opens: boolean): Leaf => {
    const html = xhtmlOf(parsePage(settle(part, up).toString()));
    return { name, title: tidy(title), opens, html };
  };
  const head = book.querySelector('.page > header')!;
  const chapters = book.querySelectorAll('.chapter').flatMap((chapter) => {
    const opener = chapter.querySelector('.book-chapter')!;
    const heading = opener.querySelector('h2')!;
    return [
      leaf(opener, heading.id, heading.text, 1, true),
      ...chapter
        .querySelectorAll('.answer')
        .map((answer) => leaf(answer, answer.id, answer.querySelector('h3')!.text, 2, false)),
    ];
  });
  const index = book.querySelector('.book-index')!;
  return [leaf(head, 'title', 'Title', 0, true), ...chapters, leaf(index, 'book-index', 'Index', 1, true)];
}

/** Has links name the file in which their id is. */
function linkLeaves(leaves: Leaf[]): void {
  const files = new Map(
    leaves.flatMap(({ name, html }) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => [id!, `${name}.xhtml`])),
  );
  for (const one of leaves) {
    one.html = one.html.replace(/ href="#([^"]+)"/g, (_, id: string) => {
      const file = files.get(id);
      if (!file) throw new Error(`The book links to #${id}, which none of its files has.`);
      return ` href="${file === `${one.name}.xhtml` ? '' : file}#${id}"`;
    });
  }
}

const xml = '<?xml version="1.0" encoding="UTF-8"?>\n';

const document = (title: string, body: string, head = ''): string =>
  `${xml}<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><meta charset="UTF-8"/><title>${escapeHtml(title)}</title><link rel="stylesheet" href="style.css"/>${head}</head>
${body}
</html>
`;

/** The list of contents: a chapter, and its answers below it. */
function contentsOf(leaves: Leaf[]): string {
  const items: string[] = [];
  for (const [at, { name, title, opens }] of leaves.entries()) {
    const next = leaves[at + 1];
    items.push(`<li><a href="${name}.xhtml">${escapeHtml(title)}</a>`);
    if (opens && next && !next.opens) items.push('<ol>');
    else items.push('</li>');
    if (!opens && (!next || next.opens)) items.push('</ol></li>');
  }
  return `<ol>${items.join('')}</ol>`;
}

const navigation = (leaves: Leaf[]): string =>
  document(
    'Contents',
    `<body><nav epub:type="toc" role="doc-toc" id="toc"><h1>Contents</h1>${contentsOf(leaves)}</nav>
<nav epub:type="landmarks" hidden="hidden"><h2>Landmarks</h2><ol>
<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>
<li><a epub:type="toc" href="nav.xhtml">Contents</a></li>
<li><a epub:type="bodymatter" href="${leaves[1]!.name}.xhtml">Beginning</a></li>
<li><a epub:type="index" href="book-index.xhtml">Index</a></li>
</ol></nav></body>`,
  );

/** The contents as readers of EPUB 2 want them. */
function ncx(leaves: Leaf[], { title, address }: BookFacts): string {
  const points = leaves.map(
    ({ name, title: text, opens }, at) =>
      `${opens && at > 0 ? '</navPoint>' : ''}<navPoint id="n${at}" playOrder="${at + 1}"><navLabel><text>${escapeHtml(text)}</text></navLabel><content src="${name}.xhtml"/>${opens ? '' : '</navPoint>'}`,
  );
  return `${xml}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
<head><meta name="dtb:uid" content=${quoted(address)}/><meta name="dtb:depth" content="2"/></head>
<docTitle><text>${escapeHtml(title)}</text></docTitle>
<navMap>${points.join('')}</navPoint></navMap>
</ncx>
`;
}

function packageOf(leaves: Leaf[], { title, author, description, address, rights, date }: BookFacts): string {
  const files = ['cover', 'nav', ...leaves.map(({ name }) => name)];
  const drawn = new Set(leaves.filter(({ html }) => html.includes('<svg')).map(({ name }) => name));
  const properties = (name: string) =>
    name === 'nav' ? ' properties="nav"' : drawn.has(name) ? ' properties="svg"' : '';
  const accessibility = [
    ['accessMode', 'textual'],
    ['accessMode', 'visual'],
    ['accessModeSufficient', 'textual'],
    ['accessibilityFeature', 'structuralNavigation'],
    ['accessibilityFeature', 'tableOfContents'],
    ['accessibilityFeature', 'readingOrder'],
    ['accessibilityFeature', 'alternativeText'],
    ['accessibilityFeature', 'index'],
    ['accessibilityHazard', 'none'],
    [
      'accessibilitySummary',
      'Drawings are described in words. Code is text that wraps; nothing is said by color alone.',
    ],
  ].map(([name, value]) => `<meta property="schema:${name}">${value}</meta>`);
  return `${xml}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">${escapeHtml(address)}</dc:identifier>
<dc:title>${escapeHtml(title)}</dc:title>
<dc:creator>${escapeHtml(author)}</dc:creator>
<dc:language>en</dc:language>
<dc:description>${escapeHtml(description)}</dc:description>
<dc:rights>${escapeHtml(rights)}</dc:rights>
<dc:date>${date}</dc:date>
<meta property="dcterms:modified">${date}T00:00:00Z</meta>
<meta name="cover" content="cover-image"/>
${accessibility.join('\n')}
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="cover-image" href="cover.png" media-type="image/png" properties="cover-image"/>
${files.map((name) => `<item id="f-${name}" href="${name}.xhtml" media-type="application/xhtml+xml"${properties(name)}/>`).join('\n')}
</manifest>
<spine toc="ncx">
${files.map((name) => `<itemref idref="f-${name}"/>`).join('\n')}
</spine>
</package>
`;
}

/** The book as EPUB 3: `page` is its page, `style` a style sheet, `cover` a PNG. The same input gives the same bytes. */
export function epubOf(page: HTMLElement, facts: BookFacts, style: string, cover: Uint8Array): Uint8Array<ArrayBuffer> {
  const leaves = leavesOf(page);
  linkLeaves(leaves);
  const kinds: { [name: string]: string } = { title: 'titlepage', 'book-index': 'index' };
  return zipOf(
    {
      mimetype: 'application/epub+zip',
      'META-INF/container.xml': `${xml}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n`,
      'EPUB/package.opf': packageOf(leaves, facts),
      'EPUB/nav.xhtml': navigation(leaves),
      'EPUB/toc.ncx': ncx(leaves, facts),
      'EPUB/style.css': style,
      'EPUB/cover.png': cover,
      'EPUB/cover.xhtml': document(
        facts.title,
        `<body class="cover" epub:type="cover"><img src="cover.png" alt=${quoted(`${facts.title}: ${facts.description}`)}/></body>`,
      ),
      ...Object.fromEntries(
        leaves.map(({ name, title, html }) => [
          `EPUB/${name}.xhtml`,
          document(title, `<body epub:type="${kinds[name] ?? 'bodymatter chapter'}">${html}</body>`),
        ]),
      ),
    },
    ['mimetype', 'EPUB/cover.png'],
  );
}
