import { describeAdapter } from "@peekjs/testing/conformance";
import express5 from "express";
import express4 from "express4";
import { subjectOn } from "./subject.ts";

describeAdapter(subjectOn("express 5", express5, "/files/*path"));
describeAdapter(subjectOn("express 4", express4, "/files/*"));
