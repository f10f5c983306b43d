// Names and values, such as the headers of a call. Rows keep their order while names are being typed.

import { useEffect, useRef, useState, type ReactNode } from "react";
import { isRecord } from "../api/guards";
import { textOf, type InputProps } from "./input";

interface Row {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

export function MapInput({ id, value, onChange, schema, disabled, describedBy, invalid }: InputProps): ReactNode {
  const counter = useRef(0);
  const rowsFrom = (source: unknown): Row[] =>
    Object.entries(isRecord(source) ? source : {}).map(([name, content]) => ({ key: counter.current++, name, value: textOf(content) }));
  const [rows, setRows] = useState<readonly Row[]>(() => rowsFrom(value));
  const given = useRef(JSON.stringify(value));
  useEffect(() => {
    if (JSON.stringify(value) !== given.current) {
      given.current = JSON.stringify(value);
      setRows(rowsFrom(value));
    }
  }, [value]);
  const set = (next: readonly Row[]): void => {
    setRows(next);
    const named = next.filter((row) => row.name.trim() !== "");
    const map = named.length === 0 ? undefined : Object.fromEntries(named.map((row) => [row.name.trim(), row.value]));
    given.current = JSON.stringify(map);
    onChange(map);
  };
  const change = (key: number, part: Partial<Row>): void => set(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const [nameLabel, valueLabel] = [textOf(schema["x-key-label"]) || "Name", textOf(schema["x-value-label"]) || "Value"];
  return (
    <div className="cf-stack" id={id}>
      {rows.map((row, index) => (
        <div key={row.key} className="cf-row">
          <input type="text" className="cf-input" autoComplete="off" aria-label={`${nameLabel} ${index + 1}`} placeholder={nameLabel} value={row.name} disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined} onChange={(event) => change(row.key, { name: event.target.value })} />
          <input type="text" className="cf-input" autoComplete="off" aria-label={`${valueLabel} ${index + 1}`} placeholder={valueLabel} value={row.value} disabled={disabled} onChange={(event) => change(row.key, { value: event.target.value })} />
          <button type="button" className="cf-icon-button" aria-label={`Remove ${row.name || `row ${index + 1}`}`} disabled={disabled} onClick={() => set(rows.filter((each) => each.key !== row.key))}>
            ×
          </button>
        </div>
      ))}
      <button type="button" className="cf-button" disabled={disabled} onClick={() => setRows([...rows, { key: counter.current++, name: "", value: "" }])}>
        Add
      </button>
    </div>
  );
}
