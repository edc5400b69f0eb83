import sharp from 'sharp';
import { light } from './colors.ts';

const size = { width: 1200, height: 1600 };
/** The band beside the spine. */
const band = 28;

/** The cover of the book: the picture of the home page, which is wider than high, on a page as high as e-readers want it. */
export const coverOf = (image: Uint8Array): Promise<Uint8Array> =>
  sharp({ create: { ...size, channels: 3, background: light.paper } })
    .composite([
      { input: Buffer.from(image), left: 0, top: 400 },
      {
        input: { create: { width: band, height: size.height, channels: 3, background: light.accent } },
        left: 0,
        top: 0,
      },
    ])
    .png({ palette: true, colours: 32, effort: 10 })
    .toBuffer();
