/** Texts whose results are kept: all of a book's, so that a check that follows an edit parses what was edited and no more. */
const most = 20_000;

/** `parse`, which must depend on its text alone, with its last results remembered. They are shared: read them only. */
export function remembering<T extends object>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const result = parse(text);
    if (known.size >= most) known.clear();
    known.set(text, result);
    return result;
  };
}
