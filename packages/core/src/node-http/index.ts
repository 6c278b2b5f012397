/**
 * The part that adapters for Node's own requests and responses share: observes one exchange from below the framework.
 *
 * @module
 */
export { isObserved, observe, setConsumer, setError } from "./observe.ts";
