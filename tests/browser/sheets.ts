import { getDocumentProxy } from 'unpdf';

/** A run of text on paper: its ends across, its distance from the foot, all in points. */
export interface Ink {
  text: string;
  left: number;
  right: number;
  up: number;
}

/** What stands on each sheet of a PDF. */
export async function readSheets(pdf: Uint8Array): Promise<Ink[][]> {
  const document = await getDocumentProxy(new Uint8Array(pdf));
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

/** A text without its white space: a PDF has lines, not spaces. */
export const bare = (text: string): string => text.replace(/\s+/g, '');

/** The text of a sheet, or of a part of one, without white space. */
export const textOf = (sheet: Ink[]): string => bare(sheet.map(({ text }) => text).join(''));

/** The lowest line of a sheet, without white space. */
export function lastLine(sheet: Ink[]): string {
  const foot = Math.min(...sheet.map(({ up }) => up));
  return textOf(sheet.filter(({ up }) => up - foot < 3));
}
