/** What importing a file costs in itself. */
export {};
