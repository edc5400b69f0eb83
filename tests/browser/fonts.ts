import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';

const { resolve } = createRequire(import.meta.url);
const dejavu = (name: string) => `dejavu-fonts-ttf/ttf/DejaVu${name}.ttf`;
const latin = (family: string, weight: number) => `@fontsource/${family}/files/${family}-latin-${weight}-normal.woff2`;

/** Fonts of the lock file, so that every machine measures the same: wide ones, as on a bare Linux, and those of an Android phone. */
const sets = {
  wide: { sans: [dejavu('Sans'), dejavu('Sans-Bold')], serif: [dejavu('Serif'), dejavu('Serif-Bold')] },
  android: {
    sans: [latin('roboto', 400), latin('roboto', 700)],
    serif: [latin('noto-serif', 400), latin('noto-serif', 700)],
  },
};

/** Sets the page's texts in one of the sets, and code in a font as wide as those of all systems are. */
export async function setFonts(page: Page, name: keyof typeof sets): Promise<void> {
  const { sans, serif } = sets[name];
  const files = Object.entries({ sans, serif, mono: [dejavu('SansMono'), dejavu('SansMono-Bold')] });
  for (const [family, paths] of files) {
    const fonts = paths.map((path) => readFileSync(resolve(path)).toString('base64'));
    await page.evaluate(
      async ([family, fonts]) => {
        for (const [index, font] of fonts.entries()) {
          const bytes = Uint8Array.from(atob(font), (sign) => sign.charCodeAt(0));
          document.fonts.add(await new FontFace(family, bytes.buffer, { weight: index === 0 ? '400' : '700' }).load());
        }
        document.documentElement.style.setProperty(`--font-${family.slice('test-'.length)}`, family);
      },
      [`test-${family}`, fonts] as const,
    );
  }
}
