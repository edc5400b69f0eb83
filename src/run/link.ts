import type { Sent } from './protocol.ts';

/** What a link to a changed program holds. */
export interface SharedProgram {
  /** The program whose bench it opens; empty on the page for any program. */
  program: string;
  /** The files that were changed, by name. */
  files: Readonly<Record<string, string>>;
  /** The request that was being written. */
  sent?: Sent | undefined;
}

/** Characters of code that a link may hold, and that a damaged or hostile one may unfold into. */
const longest = 100_000;
const key = '#run=';

/** Whether a fragment is that of a link with code. */
export const isRunLink = (fragment: string): boolean => fragment.startsWith(key);

async function through(bytes: BlobPart, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough<Uint8Array>(stream).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > 4 * longest) {
      await reader.cancel();
      throw new Error('it unfolds into more than a program');
    }
    chunks.push(new Uint8Array(value));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The fragment that holds a program: JSON, compressed with a checksum, in the letters that survive in addresses. Throws a sentence where it is too long for one. */
export async function writeRunLink({ program, files, sent }: SharedProgram): Promise<string> {
  const text = JSON.stringify([program, files, sent && [sent.method, sent.target, sent.headers, sent.body]]);
  if (text.length > longest) throw new Error(`A link holds ${longest / 1000} kB of code; this is more.`);
  const bytes = await through(text, new CompressionStream('deflate'));
  const letters = [...bytes].map((byte) => String.fromCharCode(byte)).join('');
  return key + btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isHeader = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(isText);

function sentIn(value: unknown): Sent | undefined {
  if (!Array.isArray(value)) return undefined;
  const [method, target, headers, body] = value as unknown[];
  if (!isText(method) || !isText(target) || !isText(body) || !Array.isArray(headers) || !headers.every(isHeader))
    throw new Error('its request is none');
  return { method, target, headers, body };
}

/** What a link holds; signs that a message put behind it do not count. Throws where it is damaged. */
export async function readRunLink(fragment: string): Promise<SharedProgram> {
  const letters = /^[\w-]*/.exec(fragment.slice(key.length))?.[0] ?? '';
  const binary = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
  const packed = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  const bytes = await through(packed, new DecompressionStream('deflate'));
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!Array.isArray(value)) throw new Error('it holds no program');
  const [program, files, sent] = value as unknown[];
  if (!isText(program) || typeof files !== 'object' || files === null || !Object.values(files).every(isText))
    throw new Error('it holds no program');
  return { program, files: files as Record<string, string>, sent: sentIn(sent) };
}
