import { describeAdapter } from "@peekjs/testing/conformance";
import express52 from "express52";
import { subjectOn } from "./subject.ts";

describeAdapter(subjectOn("express 5.2 with router 2.2", express52, "/files/*path"));
