import type { HelpMember } from "../../protocol/messages";
import type { ElementProps } from "../element";
import "./Help.css";

/** What an object is, what it says of itself, and what belongs to it. */
export default function HelpElement({ element }: ElementProps<"help">) {
  const { name = "", type = "", value = "", doc = "", members = [] } = element;
  return (
    <div className="stHelp" data-testid="stHelp">
      <p className="helpHead">
        {name && <b data-testid="stHelpName">{name}</b>}
        <span data-testid="stHelpType">{type}</span>
        <code data-testid="stHelpValue">{value}</code>
      </p>
      <pre className="helpDoc" data-testid="stHelpDoc">
        {doc || "No docstring."}
      </pre>
      {members.length > 0 && <Members members={members} />}
    </div>
  );
}

function Members({ members }: { members: readonly HelpMember[] }) {
  return (
    <section className="helpMembers" data-testid="stHelpMembersTable" aria-label="Members">
      <table>
        <tbody>
          {members.map(({ name, type = "", value = "", doc = "" }) => (
            <tr key={name} data-testid="stHelpMember">
              <th scope="row" data-testid="stHelpMemberDocName">
                {name}
              </th>
              <td data-testid="stHelpMemberDocType">{type}</td>
              {value ? (
                <td>
                  <code>{value}</code>
                </td>
              ) : (
                <td data-testid="stHelpMemberDocString">{doc}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
