/** Where a traceback says which exception ended it. */
const raised = /(?<![\w.])[\w.]*(?:Error|Exception|Warning|Disconnect|Exit|Interrupt|Group)\b/;

/** What differs from one paste of the same message to the next. */
const incidental = [
  // Places in files, addresses in memory and on the network.
  /\bFile "[^"]*", line \d+(?:, in \S+)?/g,
  /\bline \d+(?:,? in \S+)?/g,
  // They begin where a run does: tried from each of its characters, a long one would take the square of its length.
  /(?<!\S)\S*\bsite-packages\b\S*|(?<![\w.@+:\\/-])(?:[\w.@+:-]*[\\/]){2,}[\w.+-]+\.py\b(?::\d+)?/g,
  /\b0x[\da-f]+\b/gi,
  /\b(?!0\.0\.0\.0|127\.0)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/g,
  // What Pydantic and SQLAlchemy say of every error.
  /,? input_value=.*?, input_type=\w+/g,
  /(?:For further information visit|\(Background on this error at:) \S+/g,
];

/**
 * A query as it is ranked: of a pasted traceback what it ends with, without what differs from one paste to the next. A query that has
 * nothing of a paste, and one that would have nothing else, stays as it is.
 */
export function withoutIncidents(query: string): string {
  const last = query.lastIndexOf('File "');
  const end = last < 0 ? -1 : query.slice(last).search(raised);
  const message = end < 0 ? query : query.slice(last + end);
  const bare = incidental.reduce((text, pattern) => text.replace(pattern, ' '), message);
  return /[\p{L}\p{N}]/u.test(bare) ? bare : query;
}
