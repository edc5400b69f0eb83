import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

/** The script at `/sw.js` in one file: the worker of the copy of `version`; without one, what removes an earlier worker. */
export async function bundleWorker(version?: string): Promise<string> {
  const input = fileURLToPath(new URL(version ? 'worker.ts' : 'end.ts', import.meta.url));
  const { output } = await build({
    input,
    platform: 'browser',
    write: false,
    output: { format: 'iife', minify: true },
    transform: { define: { VERSION: JSON.stringify(version ?? '') } },
  });
  return output[0].code;
}
