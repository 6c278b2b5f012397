/** What the routes answer, the same in every framework. */
export const answers = {
  user: (id: string) => ({ id, name: "Ada Lovelace", plan: "pro", active: true }),
  orders: (user: string) => [
    { id: "o-1", user, total: 129.5, currency: "EUR" },
    { id: "o-2", user, total: 15, currency: "EUR" },
  ],
  item: (order: string, item: string) => ({ order, item, quantity: 2, price: 19.9 }),
  products: () => ({ products: ["chair", "table", "lamp"], next: null }),
  created: () => ({ id: "o-3", status: "created" }),
};
