/** How many answers a piece of rows has. */
export const chunk = 32;

/** The letters by which the piece is found that has a word. */
export const beginningOf = (key: string): string => key.slice(0, 2);
