// The contact's way ends here.

import type { NodeType } from "./type";

export const end: NodeType = {
  key: "end",
  label: "End",
  tone: "end",
  icon: ["M6 6h12v12H6z"],
  ports: () => [],
  summary: () => "End",
};
