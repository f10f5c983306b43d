// Builds a rule: groups of conditions, what they mean in plain words, and how many contacts match.
// For any place that has a rule; a segment's page and the flow builder's forms use the same one.

import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { once, useAsked } from "../inputs/asked";
import { FormContextProvider, type FormContext } from "../inputs/context";
import type { FieldIssue } from "../inputs/issues";
import { Count } from "./Count";
import { RuleEditingProvider, type RuleEditing } from "./edit";
import { GroupBox } from "./GroupBox";
import { languageOf, type Language } from "./language";
import { leafCount, ruleOf, type Group, type Path } from "./tree";
import { ruleWords } from "./words";
import "../inputs/inputs.css";
import "./rules.css";

export interface RuleBuilderProps {
  readonly value: unknown;
  readonly onChange: (rule: Group) => void;
  readonly context: FormContext;
  readonly disabled: boolean;
  /** Relative to the rule: `rules[1].field`. */
  readonly issues: readonly FieldIssue[];
}

export function RuleBuilder(props: RuleBuilderProps): ReactNode {
  const { context } = props;
  const { api } = context;
  const described = useAsked("language", async () => ({
    description: await once(api, "ruleConditions", () => api.ruleConditions()),
    attributes: await once(api, "attributes", () => api.attributes()),
  }));
  if (described.data === null) {
    return (
      <div className="cf rb">
        <p role="status" className="cf-help">
          {described.error === "" ? "Loading the conditions…" : `The conditions could not be loaded. ${described.error}`}
        </p>
      </div>
    );
  }
  const { description, attributes } = described.data;
  return (
    <FormContextProvider value={context}>
      <Builder {...props} language={languageOf(description, context.campaignId !== null)} attributes={attributes} />
    </FormContextProvider>
  );
}

type BuilderProps = RuleBuilderProps & Pick<RuleEditing, "attributes"> & { readonly language: Language };

function Builder({ value, onChange, context, disabled, issues, language, attributes }: BuilderProps): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const focus = useRef<Path | null>(null);
  const [counted, setCounted] = useState<readonly FieldIssue[]>([]);
  const rule = useMemo(() => ruleOf(value), [value]);
  useEffect(() => {
    if (focus.current === null) return;
    const target = root.current?.querySelector<HTMLElement>(`[data-path="${focus.current.join(".")}"]`);
    focus.current = null;
    // The first thing to fill in, or the box itself where there is none.
    (target?.querySelector<HTMLElement>(".rb-parts input, .rb-parts select, .rb-parts textarea") ?? target)?.focus();
  });
  const editing: RuleEditing = {
    rule,
    language,
    attributes,
    disabled,
    hasRoom: leafCount(rule) < language.maxLeaves,
    change: (next, path) => {
      focus.current = path ?? null;
      onChange(next);
    },
  };
  return (
    <RuleEditingProvider value={editing}>
      <div className="cf rb" ref={root}>
        <GroupBox group={rule} path={[]} issues={merged(issues, counted)} />
        <p className="rb-words">
          <span className="cf-sr">In plain words: </span>
          {ruleWords(rule, { language, attributes, names: namesIn(context) })}
        </p>
        <Count rule={rule} language={language} onIssues={setCounted} />
      </div>
    </RuleEditingProvider>
  );
}

/** The names of things, the flow's own steps among them. */
function namesIn(context: FormContext): Record<string, string> {
  const steps = (context.workflow?.nodes ?? []).flatMap((node) => (node.name ? [[node.id, node.name] as const] : []));
  return { ...context.names, ...Object.fromEntries(steps) };
}

/** Both lists without saying anything twice. */
function merged(issues: readonly FieldIssue[], counted: readonly FieldIssue[]): FieldIssue[] {
  const said = new Set(issues.map((issue) => issue.path));
  return [...issues, ...counted.filter((issue) => !said.has(issue.path))];
}
