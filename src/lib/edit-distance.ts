/**
 * Typing errors between `a` and `b` (Damerau–Levenshtein, neighbors swapped once), or `most + 1` if there are more.
 * With `open`, `a` may be the beginning of `b`.
 */
export function errorsBetween(a: string, b: string, most: number, open = false): number {
  if (a.length - b.length > most || (!open && b.length - a.length > most)) return most + 1;
  const width = open ? Math.min(b.length, a.length + most) : b.length;
  let before: number[] = [];
  let last = Array.from({ length: width + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= width; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(most + 1, open ? Math.min(...last) : last[width]!);
}
