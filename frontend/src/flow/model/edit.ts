// All editing of a flow: pure functions from a document to a new one. Their parts stand in editing/.

export { configure, type Change } from "./editing/configure";
export {
  copyBranch,
  copyStep,
  fragmentText,
  parseFragment,
  stepsIn,
  type Fragment,
} from "./editing/fragment";
export { newId, type MakeId } from "./editing/ids";
export { insertStep } from "./editing/insert";
export { legalTypes } from "./editing/legal";
export { moveStep } from "./editing/move";
export { duplicateStep, paste } from "./editing/paste";
export { MEETING, placeKey, places, type Edited, type FlowPlace, type Place } from "./editing/place";
export { removalOf, removeStep, type Branch, type Removal } from "./editing/remove";
export { addTrigger } from "./editing/triggers";
