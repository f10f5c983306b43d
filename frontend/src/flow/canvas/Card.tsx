// One node on the canvas: colour bar, icon, title, and how many contacts wait here and went on.

import { Handle, Position, type NodeProps } from "@xyflow/react";
import type { NodeCount } from "../live";
import type { CardNode } from "./elements";

const NUMBERS = new Intl.NumberFormat("en");

export function Card({ data }: NodeProps<CardNode>) {
  return (
    <div className="flow-card" data-tone={data.type.tone} data-type={data.type.key}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className="flow-card-bar" />
      <Icon paths={data.type.icon} />
      <span className="flow-card-text">
        <span className="flow-card-title">{data.title}</span>
        <Count count={data.count} />
      </span>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}

function Icon({ paths }: { paths: readonly string[] }) {
  return (
    <svg className="flow-card-icon" viewBox="0 0 24 24" aria-hidden="true">
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

function Count({ count }: { count: NodeCount | undefined }) {
  if (count === undefined) return null;
  return (
    <span className="flow-card-count">
      {NUMBERS.format(count.passed)} passed
      {count.waiting > 0 && <b> · {NUMBERS.format(count.waiting)} here</b>}
    </span>
  );
}
