// The generated types of the Workspace API under the names by which the flow builder knows them.

export type {
  CampaignState as StatusAnswer,
  ContactEntry,
  ContactPage,
  DraftPermissions as Permissions,
  EstimatedChannel as ChannelEstimate,
  EstimatedCost as Money,
  EstimateOut as Estimate,
  FlowComparison as Comparison,
  FlowDraft as Draft,
  FlowNodeChange as ChangedNode,
  FlowProblem as Issue,
  FlowVersionDetail as VersionFlow,
  FlowVersionEntry as Version,
  LiveCounts,
  LiveMessages as NodeMessages,
  LiveNodeCounts as NodeCounts,
  LiveReason as EndedWays,
  ReviewOut as Review,
  ReviewRemark as ReviewItem,
  SeverityEnum as Severity,
  SimulatedHold,
  SimulatedMessageOut as SimulatedMessage,
  SimulatedStepOut as SimulatedStep,
  SimulatedValue,
  SimulationInputRequest as SimulationInput,
  SimulationOut as Simulation,
  WorkspaceErrorDetail as Detail,
} from "./schema";

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Days as `2026-01-31`; all of time where neither is named. */
export interface DateRange {
  readonly from?: string;
  readonly to?: string;
}
