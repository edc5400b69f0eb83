import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';
import sharp from 'sharp';
import { site } from '../site.ts';
import { type ShareImage, shareImageSize } from './share-image.ts';
import { light } from './colors.ts';

const padding = 72;
const require = createRequire(import.meta.url);
const files = {
  400: require.resolve('@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff'),
  600: require.resolve('@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff'),
};
const fonts = ([400, 600] as const).map((weight) => ({
  name: 'Source Serif 4',
  weight,
  data: readFileSync(files[weight]),
}));
/** Goes up with every change of how a share image is drawn, colors aside. */
const drawing = 2;

type Style = { [property: string]: string | number };
type Box = { type: 'div'; props: { style: Style; children: string | Box[] } };
// Satori wants a display for each box with more than one child, and a width for what must wrap.
const box = (style: Style, children: string | Box[]): Box => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children },
});

/** The largest size of type at which a title of that many characters stays within its four lines. */
const sizeFor = (characters: number): number => (characters > 95 ? 56 : characters > 60 ? 64 : 76);

function layout({ title, label, number, facts }: ShareImage): Box {
  const inner = shareImageSize.width - 2 * padding;
  return box(
    {
      width: shareImageSize.width,
      height: shareImageSize.height,
      boxSizing: 'border-box',
      padding,
      flexDirection: 'column',
      justifyContent: 'space-between',
      background: light.paper,
      color: light.ink,
      fontFamily: 'Source Serif 4',
    },
    [
      box({ width: inner, justifyContent: 'space-between', fontSize: 34, color: light.accent, fontWeight: 600 }, [
        box({}, label),
        box({ fontSize: 72, lineHeight: 0.8 }, number === undefined ? '' : String(number)),
      ]),
      box(
        { width: inner, fontSize: sizeFor(title.length), fontWeight: 600, lineHeight: 1.18, textWrap: 'balance' },
        title,
      ),
      box(
        {
          width: inner,
          paddingTop: 26,
          borderTop: `3px solid ${light.line}`,
          justifyContent: 'space-between',
          fontSize: 30,
          color: light.muted,
        },
        [box({ color: light.ink, fontWeight: 600 }, site.name), box({}, facts.join('  ·  '))],
      ),
    ],
  );
}

/** The share image as a PNG of few colors. In the folder `kept` they stay from build to build, by what they show: none is drawn twice. */
export async function drawShareImage(
  image: ShareImage,
  kept = '.cache/share-images',
): Promise<Uint8Array<ArrayBuffer>> {
  const name = createHash('sha256').update(JSON.stringify({ image, drawing, light })).digest('hex').slice(0, 32);
  const file = `${kept}/${name}.png`;
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  // Satori takes what React makes; a box has the same form.
  const svg = await satori(layout(image) as unknown as Parameters<typeof satori>[0], { ...shareImageSize, fonts });
  const pixels = new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
  const png = await sharp(pixels).png({ palette: true, colours: 32, effort: 10 }).toBuffer();
  mkdirSync(kept, { recursive: true });
  writeFileSync(file, png);
  return new Uint8Array(png);
}
