/** Picks one of `items`; the same picks for the same seed. */
export type Pick = <T>(items: readonly T[]) => T;

/** Picks by a linear congruential generator, seeded by a number. */
export function pickBy(seed: number): Pick {
  let state = seed * 2_654_435_761 + 1;
  return (items) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return items[Math.floor((state / 2_147_483_648) * items.length)]!;
  };
}
