import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';

const require = createRequire(import.meta.url);
const mono = [
  require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
  require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf'),
];

/** Fonts of the lock file, normal and bold, so that every machine measures the same: wide ones, as on a bare Linux, and Android's. */
const sets = {
  wide: {
    sans: [
      require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
      require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
    ],
    serif: [
      require.resolve('dejavu-fonts-ttf/ttf/DejaVuSerif.ttf'),
      require.resolve('dejavu-fonts-ttf/ttf/DejaVuSerif-Bold.ttf'),
    ],
  },
  android: {
    sans: [
      require.resolve('@fontsource/roboto/files/roboto-latin-400-normal.woff2'),
      require.resolve('@fontsource/roboto/files/roboto-latin-700-normal.woff2'),
    ],
    serif: [
      require.resolve('@fontsource/noto-serif/files/noto-serif-latin-400-normal.woff2'),
      require.resolve('@fontsource/noto-serif/files/noto-serif-latin-700-normal.woff2'),
    ],
  },
};

/** Sets the page's texts in one of the sets, and code in a font as wide as those of all systems are. */
export async function setFonts(page: Page, name: keyof typeof sets): Promise<void> {
  for (const [family, paths] of Object.entries({ ...sets[name], mono })) {
    const fonts = paths.map((path) => readFileSync(path).toString('base64'));
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
