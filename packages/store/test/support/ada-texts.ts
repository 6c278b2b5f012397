/** Everything by which the user alone is known. */
export const ADA = {
  id: "ada.lovelace@mail.example",
  former: "ada-byron-1815",
  first: "augusta-ada-king",
  device: "device-of-ada-7f3a",
  name: "Countess of Lovelace",
};
