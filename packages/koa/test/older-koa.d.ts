declare module "koa-router13" {
  import Router from "@koa/router";
  export default Router;
}
declare module "koa-router8" {
  import Router from "@koa/router";
  export default Router;
}
declare module "koa2" {
  import Koa from "koa";
  export default Koa;
}
