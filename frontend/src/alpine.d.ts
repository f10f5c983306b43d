// @alpinejs/csp ships no types; this is the part of it that the pages use.
declare module "@alpinejs/csp" {
  interface Alpine {
    data(name: string, component: () => object): void;
    start(): void;
  }
  const alpine: Alpine;
  export default alpine;
}
