import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { program } from './venv.ts';

/** Writes a certificate for localhost and its key into `folder`; gives their paths. */
export function makeCertificate(folder: string): { certificate: string; key: string } {
  execFileSync(program('python'), ['-m', 'trustme', '--quiet', '--dir', folder]);
  return { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
}
