/** The bytes of JSON that all queues of a process hold together. Plain data: copies of this package share it. */
export interface MemoryBudget {
  heldBytes: number;
}
