import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An nginx of the system that can serve the published configuration. */
export interface Nginx {
  program: string;
  /** Lines for the top of a configuration: the module of Brotli, where it is not compiled in. */
  modules: string;
  /** Its list of media types. */
  types: string;
}

/** Finds an nginx with Brotli, which Debian keeps out of an ordinary user's PATH; undefined where there is none. */
export function findNginx(): Nginx | undefined {
  for (const program of ['nginx', '/usr/sbin/nginx', '/usr/local/sbin/nginx']) {
    const { stderr, status } = spawnSync(program, ['-V'], { encoding: 'utf8' });
    if (status !== 0) continue;
    const path = (name: string) => new RegExp(`--${name}=(\\S+)`).exec(stderr)?.[1] ?? '';
    const module = join(path('modules-path'), 'ngx_http_brotli_static_module.so');
    const loads = existsSync(module);
    if (!loads && !/add-module=\S*brotli/.test(stderr)) continue;
    return {
      program,
      modules: loads ? `load_module ${module};` : '',
      types: join(dirname(path('conf-path')), 'mime.types'),
    };
  }
  return undefined;
}
