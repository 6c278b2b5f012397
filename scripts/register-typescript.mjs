// Lets Node run the TypeScript sources. `--import tsx` alone does not reach worker threads on Node 20; this does.
import { register } from "tsx/esm/api";

register();
