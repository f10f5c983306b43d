// The rule builder: what pages and forms need of it.

export { RuleBuilder, type RuleBuilderProps } from "./RuleBuilder";
export { RuleInput } from "./RuleInput";
