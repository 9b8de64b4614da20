type Product = readonly [name: string, price: number];

/** What the shop sells, with prices in euros. */
export const GOODS: readonly [Product, ...Product[]] = [
  ['espresso-machine', 389],
  ['burr-grinder', 149],
  ['milk-jug', 24],
  ['kettle', 69],
  ['filter-papers', 6],
  ['moka-pot', 39],
  ['teapot', 45],
  ['scale', 59],
];

/** What people look for in it. */
export const SEARCHES = ['grinder', 'espresso', 'teapot', 'filter', 'kettle', 'gift'] as const;
