// The variants of an A/B test: names, and weights that always add up to 100. A variant keeps its port for good.

import type { ReactNode } from "react";
import { isRecord } from "../../api/guards";
import { textOf, type InputProps, type Json } from "../../inputs/input";
import { issuesBeside, issuesUnder } from "../../inputs/issues";
import { numberOf } from "../../inputs/plain";
import { freeLetter } from "../../inputs/ports";
import { evenly, normalised, reweighted } from "../../inputs/weights";
import { Problems } from "../../inputs/Help";
import { number } from "../../inputs/schema";

export function VariantsInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled, issues } = props;
  const variants: readonly Json[] = Array.isArray(value) ? value.filter(isRecord) : [];
  const [least, most] = [number(schema, "minItems") ?? 2, number(schema, "maxItems") ?? 4];
  const weights = variants.map(weightOf);
  const weighted = (list: readonly Json[], next: readonly number[]): void => onChange(list.map((variant, place) => ({ ...variant, weight: next[place] ?? 1 })));
  const add = (): void => {
    const list = [...variants];
    do list.push({ port: freeLetter(list.map((variant) => textOf(variant["port"]))), name: "" });
    while (list.length < least);
    weighted(list, evenly(list.length));
  };
  const remove = (index: number): void => {
    const left = variants.filter((_, place) => place !== index);
    weighted(left, normalised(left.map(weightOf)));
  };
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (
    <div className="cf-stack" id={id}>
      {variants.map((variant, index) => (
        <VariantRow
          key={textOf(variant["port"])}
          variant={variant}
          disabled={disabled}
          removable={variants.length > least}
          onRename={(name) => onChange(variants.map((each, place) => (place === index ? { ...each, name } : each)))}
          onWeigh={(weight) => weighted(variants, reweighted(weights, index, weight))}
          onRemove={() => remove(index)}
          problems={<RowProblems id={`${id}-${index}`} issues={issuesUnder(issues, index)} />}
        />
      ))}
      <div className="cf-row">
        <button type="button" className="cf-button" disabled={disabled || variants.length >= most} onClick={add}>
          Add a variant
        </button>
        <button type="button" className="cf-button" disabled={disabled || variants.length === 0} onClick={() => weighted(variants, evenly(variants.length))}>
          Split evenly
        </button>
        <span className="cf-unit" role="status">
          {variants.length === 0 ? "Two variants at least" : `${total} % in all`}
        </span>
      </div>
    </div>
  );
}

interface RowProps {
  readonly variant: Json;
  readonly disabled: boolean;
  readonly removable: boolean;
  readonly onRename: (name: string) => void;
  readonly onWeigh: (weight: number) => void;
  readonly onRemove: () => void;
  readonly problems: ReactNode;
}

function VariantRow({ variant, disabled, removable, onRename, onWeigh, onRemove, problems }: RowProps): ReactNode {
  const port = textOf(variant["port"]);
  const weight = weightOf(variant);
  return (
    <div role="group" aria-label={`Variant ${port}`} className="cf-box">
      <div className="cf-row">
        <b className="cf-badge" aria-hidden="true">
          {port}
        </b>
        <input type="text" className="cf-input" autoComplete="off" aria-label={`Name of variant ${port}`} placeholder={`Variant ${port}`} maxLength={100} value={textOf(variant["name"])} disabled={disabled} onChange={(event) => onRename(event.target.value)} />
        <button type="button" className="cf-icon-button" aria-label={`Remove variant ${port}`} disabled={disabled || !removable} onClick={onRemove}>
          ×
        </button>
      </div>
      <div className="cf-row">
        <input type="range" className="cf-range" aria-label={`Share of variant ${port} in percent, slider`} min={1} max={99} value={weight} disabled={disabled} onChange={(event) => onWeigh(Number(event.target.value))} />
        <input type="number" className="cf-input cf-number" aria-label={`Share of variant ${port} in percent`} min={1} max={99} value={weight} disabled={disabled} onChange={(event) => onWeigh(numberOf(event.target.value) ?? 1)} />
        <span className="cf-unit">%</span>
      </div>
      {problems}
    </div>
  );
}

function RowProblems({ id, issues }: { id: string; issues: InputProps["issues"] }): ReactNode {
  return issues.length === 0 ? null : <Problems id={id} issues={issuesBeside(issues, [])} />;
}

function weightOf(variant: Json): number {
  return typeof variant["weight"] === "number" ? variant["weight"] : 0;
}
