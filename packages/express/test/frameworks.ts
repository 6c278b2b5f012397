import express5 from "express";
import express4 from "express4";
import express52 from "express52";

/** Every Express with which apps are tested: routers tell of errors, and of mounts, in three ways. */
export const FRAMEWORKS = [
  ["express 5", express5],
  ["express 5.2 with router 2.2", express52],
  ["express 4", express4],
] as const;
