import type { JSX } from "preact";
import { CodeBlock } from "../../components/code-block.tsx";
import { TopPage } from "../top-page.tsx";
import { consumerColumns } from "./consumer-columns.tsx";

const IDENTIFY = `peek(createPeek({ identifyConsumer: (req) => req.user?.orgId }))`;

/** Who calls, how much, and for whom does it fail? */
export function ConsumersPage(): JSX.Element {
  return (
    <TopPage
      title="Consumers"
      dimension="consumer"
      noun="consumers"
      columns={consumerColumns}
      hint={
        <div class="notice">
          <p>All traffic is anonymous. Tell peek who is calling:</p>
          <CodeBlock code={IDENTIFY} />
        </div>
      }
    />
  );
}
