"""What whoever tests decides beforehand: at which node the contact goes on by which port."""

from collections.abc import Iterable, Mapping

from campaigns.flow import Plan
from workspaces.errors import FieldError, InvalidInput


def choices_check(choices: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """The choices themselves. Raises InvalidInput naming each that is for no node, or for none of its ports."""
    problems = list(_problems(choices, plan))
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)
    return dict(choices)


def _problems(choices: Mapping[str, str], plan: Plan) -> Iterable[FieldError]:
    for key, port in choices.items():
        field = f"choices.{key[:64]}"
        node = plan.by_key.get(key)
        if node is None:
            yield FieldError(field, "the flow has no such node", "unknown_node")
        elif port not in node.targets:
            ports = ", ".join(node.targets) or "none"
            yield FieldError(field, f"the node has no port {port[:64]!r}; it has {ports}", "unknown_port")
