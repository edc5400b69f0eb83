const escapeAttribute = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');

/** The HTML that shows the card of an answer, whose page is at `url`, on another site. High enough for most; the rest scrolls. */
export const embedCode = (url: string, question: string): string =>
  `<iframe src="${escapeAttribute(url)}card/" title="${escapeAttribute(question)}" width="100%" height="360" loading="lazy" style="border:0"></iframe>`;
