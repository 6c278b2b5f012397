// A process with one app and one subject in it, which measures itself when told to.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { loadFramework } from "../frameworks/framework.ts";
import { MemoryLoad } from "../load/memory-load.ts";
import type { CreateSubject } from "../subjects/subject.ts";
import type { Command, Reply, ServerSettings } from "./messages.ts";
import { keepTicksFast } from "./steady-ticks.ts";

keepTicksFast();
const settings = JSON.parse(process.argv[2]!) as ServerSettings;
const { default: createSubject } = (await import(settings.subject)) as { default: CreateSubject };
// Before the framework is loaded: some subjects patch it.
const subject = await createSubject({
  sink: settings.sink,
  storagePath: settings.storagePath,
  routeOf: (request) => framework.routeOf(request),
});
const framework = await loadFramework(settings.framework);
const server = await framework.serve(subject);
const load = new MemoryLoad(server);

async function obey(command: Command): Promise<number> {
  switch (command.name) {
    case "run": {
      const before = process.cpuUsage();
      await load.run(command.requests);
      await subject.settle?.();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    }
    case "listen":
      await once(server.listen(0, "127.0.0.1"), "listening");
      return (server.address() as AddressInfo).port;
    case "verify":
      await subject.settle?.();
      subject.verify?.(command.requests);
      return 0;
  }
}

process.on("message", (command: Command) => {
  obey(command).then(
    (value) => process.send!({ value } satisfies Reply),
    (error: unknown) => process.send!({ error: String(error) } satisfies Reply),
  );
});
process.on("disconnect", () => process.exit());
process.send!({ value: 0 } satisfies Reply);
