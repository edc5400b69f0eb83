import { readFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import type { APIRoute, GetStaticPaths } from 'astro';

const drawing = readFileSync('public/favicon.svg', 'utf8');
/** Systems cut a shape of their own out of this one: its ground goes to the edges. */
const whole = drawing.replace(' rx="7"', '');

/** The icon of the installed site, drawn from that of the tab. */
export const getStaticPaths = (() => [
  { params: { name: '192' }, props: { svg: drawing, size: 192 } },
  { params: { name: '512' }, props: { svg: drawing, size: 512 } },
  { params: { name: 'maskable' }, props: { svg: whole, size: 512 } },
]) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) =>
  new Response(
    new Uint8Array(new Resvg(props['svg'], { fitTo: { mode: 'width', value: props['size'] } }).render().asPng()),
  );
