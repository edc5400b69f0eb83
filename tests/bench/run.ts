/** Runs the benches, prints what they print and keeps it in tests/bench/RESULTS.md. Words choose benches: `npm run bench -- weight load`. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const benches = ['weight', 'layout', 'search', 'python', 'load', 'growth'];
/** Those that run only when they are named. */
const named = ['lighthouse', 'unseen'];
const chosen = process.argv.slice(2);
const unknown = chosen.filter((one) => ![...benches, ...named].includes(one));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}". Choose of: ${[...benches, ...named].join(', ')}.`);
  process.exit(1);
}
const output: string[] = [];
for (const bench of chosen.length === 0 ? benches : [...benches, ...named].filter((one) => chosen.includes(one))) {
  const child = spawn(process.execPath, [`tests/bench/${bench}.ts`], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    output.push(chunk.toString());
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) process.exit(code ?? 1);
}
if (chosen.length === 0) {
  const head = `# What the site costs

Written by \`npm run bench\`. Bytes and counts hold for any machine. Times are ratios within one run: compare rows of a
table with each other, never two runs. Sizes are compressed by brotli 11, as the servers send them.

- **Weight**: what a page sends before its reader acts. The first flight is what a server may send before it hears back; a chapter is
  longer than that, its first screen is not.
- **Layout**: what it takes to style and lay out a page, beside the HTML of its main part without our styles, classes and the marks in
  code. Times of the processor, four times as long as on this machine, which others may keep busy; a task of more than 50 ms blocks.
- **Search**: hit@1 and hit@3 are the shares of queries with a right answer first and among three, MRR the mean of one over its place.
  "Plain" is Pagefind alone over the same index. In-sample, as somebody looked at what was missed: the tuned halves and the real ones. The
  held-back halves are not; for the rest, the figures "where nothing that resembles the question was learned from" are the honest ones.
- **Python**: what a reader waits for after "Run", beside the same files in Node in the same run.
- **Load**: a page beside the smallest file of the same server, and beside a file of as many bytes: what is lost against the first
  and not against the second is the price of the bytes.
- **Growth**: ×10 and ×100 in the second and third row would be linear. Generated answers are copies with other words: their wording
  repeats more than that of real ones, so bytes of the small index ("our own") would grow faster with real content.
`;
  writeFileSync('tests/bench/RESULTS.md', `${head}${output.join('')}`.replace(/\n{3,}/g, '\n\n'));
}
