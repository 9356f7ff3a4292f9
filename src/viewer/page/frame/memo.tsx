import { Component, type ComponentType } from "preact";

/**
 * The component, drawn again only when one of its properties changes: for rows, most of which stay when some are added.
 */
export function memo<Props extends object>(Drawn: ComponentType<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return differs(this.props, next);
    }

    override render() {
      return <Drawn {...this.props} />;
    }
  };
}

function differs(one: object, other: object): boolean {
  const [before, now] = [Object.entries(one), new Map(Object.entries(other))];
  return before.length !== now.size || before.some(([name, value]) => now.get(name) !== value);
}
