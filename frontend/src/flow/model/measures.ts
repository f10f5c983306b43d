// The measures of a card and of the lanes on which cards stand, in pixels.

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 60;
/** From the middle of one lane to the middle of the next. */
export const LANE = NODE_WIDTH + 32;

export interface Point {
  readonly x: number;
  readonly y: number;
}
