// Keys of ports: made once, and never changed by renaming or reordering, so that edges stay where they are.

/** A key that is not taken: the next letter for `A`, `B`, …; otherwise the prefix with a number. */
export function freeLetter(taken: readonly string[]): string {
  for (let code = 65; code <= 90; code += 1) {
    const letter = String.fromCharCode(code);
    if (!taken.includes(letter)) return letter;
  }
  return freeNumbered("V", taken);
}

/** `branch_1`, `branch_2`, …: the first that is not taken. */
export function freeNumbered(prefix: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const key = `${prefix}${number}`;
    if (!taken.includes(key)) return key;
  }
}

/** The list with one item moved by some places; unchanged where that would leave it. */
export function movedBy<T>(list: readonly T[], index: number, by: number): T[] {
  const target = index + by;
  const item = list[index];
  if (item === undefined || target < 0 || target >= list.length) return [...list];
  const others = list.filter((_, place) => place !== index);
  return [...others.slice(0, target), item, ...others.slice(target)];
}
