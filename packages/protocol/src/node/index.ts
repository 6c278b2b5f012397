export { lockFolder, type FolderLock, type FolderLockOptions } from "./folder-lock.ts";
export { syncDirectory } from "./sync-directory.ts";
export { writeFully } from "./write-fully.ts";
export { lookAtProcesses, ownProcess, processState, type ProcessOwner } from "./process-owner.ts";
