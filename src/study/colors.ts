/** The tokens of src/styles/theme.css in the light scheme, for what no style sheet of ours reaches: pictures, the deck, the EPUB. */
export const light = {
  paper: '#fcfbf8',
  surface: '#f4f1ea',
  wash: '#e6f2ef',
  ink: '#1d1c1a',
  muted: '#4f4b43',
  line: '#ddd7ca',
  accent: '#07524a',
};

/** The same in the dark scheme. */
export const dark = { paper: '#14161a', surface: '#1c1f25', ink: '#ebe8e1', accent: '#74d9c8' };
