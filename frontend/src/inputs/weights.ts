// Whole percents that always add up to 100. No React.

const WHOLE = 100;

/** As even as whole percents can be; the first ones take what is left over. */
export function evenly(count: number): number[] {
  const [share, left] = [Math.floor(WHOLE / count), WHOLE % count];
  return Array.from({ length: count }, (_, index) => share + (index < left ? 1 : 0));
}

/** The weights with one set and the others scaled to fill the rest, each at least 1. */
export function reweighted(weights: readonly number[], index: number, weight: number): number[] {
  if (weights.length < 2) return [WHOLE];
  const others = weights.length - 1;
  const set = Math.min(Math.max(Math.round(weight) || 1, 1), WHOLE - others);
  const scaled = spread(weights.filter((_, place) => place !== index), WHOLE - set);
  return weights.map((_, place) => (place === index ? set : (scaled[place < index ? place : place - 1] ?? 1)));
}

/** The weights scaled to add up to 100, each at least 1: for lists from which something was taken or to which it came. */
export function normalised(weights: readonly number[]): number[] {
  return spread(weights, WHOLE);
}

/** Whole numbers that add up to `total`, as near to the proportions as may be, each at least 1. */
function spread(weights: readonly number[], total: number): number[] {
  const clean = weights.map((weight) => (Number.isFinite(weight) && weight > 0 ? weight : 1));
  const sum = clean.reduce((all, weight) => all + weight, 0);
  // One each is certain; what remains is shared by the proportions, the largest remainders first.
  const exact = clean.map((weight) => Math.max((weight / sum) * total - 1, 0));
  const room = total - clean.length;
  const scale = room / (exact.reduce((all, weight) => all + weight, 0) || 1);
  const shares = exact.map((weight) => weight * scale);
  const floors = shares.map(Math.floor);
  let left = room - floors.reduce((all, weight) => all + weight, 0);
  const order = shares.map((share, index) => [share - Math.floor(share), index] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, index] of order) {
    if (left <= 0) break;
    floors[index] = (floors[index] ?? 0) + 1;
    left -= 1;
  }
  return floors.map((floor) => floor + 1);
}
