import type { ProductEvent } from "@peekjs/protocol";

/** What happens in every shop and service, under one name each; vendors have their own. */
export type StandardEvent = (typeof STANDARD_EVENTS)[number];

const STANDARD_EVENTS = [
  "page_view",
  "view_content",
  "view_category",
  "select_item",
  "view_promotion",
  "select_promotion",
  "search",
  "add_to_cart",
  "remove_from_cart",
  "view_cart",
  "add_to_wishlist",
  "begin_checkout",
  "add_payment_info",
  "add_shipping_info",
  "purchase",
  "refund",
  "lead",
  "sign_up",
  "login",
  "contact",
  "subscribe",
  "start_trial",
  "schedule",
  "download",
  "share",
] as const;

/** Names of the Segment/RudderStack e-commerce specification, and what else is in wide use, folded. */
const NAMES: Readonly<Record<string, StandardEvent>> = {
  ordercompleted: "purchase",
  completepayment: "purchase",
  orderrefunded: "refund",
  productviewed: "view_content",
  viewitem: "view_content",
  viewproduct: "view_content",
  productlistviewed: "view_category",
  viewitemlist: "view_category",
  productclicked: "select_item",
  promotionviewed: "view_promotion",
  promotionclicked: "select_promotion",
  productssearched: "search",
  productadded: "add_to_cart",
  productremoved: "remove_from_cart",
  cartviewed: "view_cart",
  productaddedtowishlist: "add_to_wishlist",
  checkoutstarted: "begin_checkout",
  initiatecheckout: "begin_checkout",
  paymentinfoentered: "add_payment_info",
  shippinginfoentered: "add_shipping_info",
  checkoutstepcompleted: "add_shipping_info",
  generatelead: "lead",
  leadgenerated: "lead",
  submitform: "lead",
  formsubmitted: "lead",
  signedup: "sign_up",
  accountcreated: "sign_up",
  completeregistration: "sign_up",
  registrationcompleted: "sign_up",
  signedin: "login",
  loggedin: "login",
  subscriptionstarted: "subscribe",
  subscriptioncreated: "subscribe",
  trialstarted: "start_trial",
  pageviewed: "page_view",
  pagevisit: "page_view",
  productshared: "share",
  cartshared: "share",
};

const BY_NAME = new Map<string, StandardEvent>([
  ...STANDARD_EVENTS.map((event) => [fold(event), event] as const),
  ...Object.entries(NAMES),
]);

/**
 * The standard event that an event is: its `eventType`, else by the name of a `track` event, and `page_view` for a
 * page or screen.
 */
export function standardEvent({ type, event, eventType }: ProductEvent): StandardEvent | undefined {
  const declared = eventType === undefined ? undefined : BY_NAME.get(fold(eventType));
  if (declared !== undefined) return declared;
  if (type === "page" || type === "screen") return "page_view";
  return event === undefined ? undefined : BY_NAME.get(fold(event));
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
