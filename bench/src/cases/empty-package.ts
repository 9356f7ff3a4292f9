/** What importing a package costs in itself. */
export {};
