"""Where Rasa 3.6.21 is helped from outside: six costs of every reply.

- `RemoteAction` checks the answer of the action server with `jsonschema.validate`, which checks
  the schema itself too, each time anew: half of the processor time of a reply.
- `EndpointConfig` opens a new HTTP session, and so a new connection, for every call of an action.
- `RulePolicy` compares every rule with the conversation, three times a turn; there is one rule
  for each entry of the content, and all but a few are about another intent.
- `Event.resolve_by_type` looks through all classes of events for every event that is read.
- `DaskGraphRunner` lets dask plan the same graph anew for every run, three times a turn, and
  hands its nodes one by one to a scheduler. Here they are called one after the other.
- `RemoteAction` sends the action server all events; our actions read the latest message only.

What is checked and predicted, and which errors are raised, stays as it is.
tests/serving/test_rasa_help.py fails when Rasa does without the help.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

import aiohttp
from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.core.utils import AvailableEndpoints
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.nlu.constants import INTENT
from rasa.utils.endpoints import EndpointConfig

RASA = "3.6.21"
# Below the five seconds after which the action server closes a connection that is not used.
KEPT_SECONDS = 2.0
Keys = Callable[[RulePolicy, dict[str, str], list[dict[str, Any]]], set[str]]
Kinds = Callable[..., type[Event] | None]


def help_rasa(endpoints: AvailableEndpoints) -> AvailableEndpoints:
    """The same endpoints, with connections that are kept; Rasa's classes get the other helps."""
    RemoteAction._validate_action_result = checker()
    RemoteAction._action_call_format = call_format
    DaskGraphRunner.run = run_in_order
    if not isinstance(Event.resolve_by_type, KnownKinds):
        Event.resolve_by_type = KnownKinds(Event.resolve_by_type)
    if not isinstance(RulePolicy._get_possible_keys, Narrowed):
        RulePolicy._get_possible_keys = Narrowed(RulePolicy._get_possible_keys)
    if endpoints.action is not None:
        endpoints.action = PooledEndpoint.of(endpoints.action)
    return endpoints


def checker() -> Callable[[RemoteAction, dict[str, Any]], bool]:
    """What `RemoteAction._validate_action_result` does, with the schema checked once, now."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        fault: ValidationError | None = best_match(validator.iter_errors(result))
        if fault is None:
            return True
        fault.message += ". The answer of the action server is not one that Rasa can use."
        raise fault

    return validate


class Narrowed:
    """`RulePolicy._get_possible_keys` for the rules that ask for the intent at hand, or for none.

    Those left out would be the first to be refused: the newest state of a rule must hold in the
    newest state of the conversation.
    """

    def __init__(self, all_keys: Keys) -> None:
        self._all_keys = all_keys

    def __get__(self, policy: RulePolicy | None, _: type[RulePolicy]) -> Any:
        return self if policy is None else functools.partial(self, policy)

    def __call__(
        self, policy: RulePolicy, lookup: dict[str, str], states: list[dict[str, Any]]
    ) -> set[str]:
        """The keys of the rules that fit the states."""
        if not states or not states[-1].get(PREVIOUS_ACTION):
            return self._all_keys(policy, lookup, states)  # the start of a conversation
        by_intent = self._by_intent(policy, lookup)
        wanted = states[-1].get(USER, {}).get(INTENT)
        keys = [*by_intent.get(None, ()), *(by_intent.get(wanted, ()) if wanted else ())]
        return self._all_keys(policy, {key: lookup[key] for key in keys}, states)

    @staticmethod
    def _by_intent(
        policy: RulePolicy, lookup: dict[str, str]
    ) -> Mapping[str | None, Sequence[str]]:
        """The rules of a lookup by the intent that their newest state asks for."""
        known = policy.__dict__.setdefault("_rules_by_intent", {})
        found: dict[str | None, list[str]]
        of, size, found = known.get(id(lookup), (None, 0, {}))
        if of is not lookup or size != len(lookup):
            found = {}
            for key in lookup:
                intent = policy._rule_key_to_state(key)[-1].get(USER, {}).get(INTENT)
                asks = isinstance(intent, str) and intent and intent != SHOULD_NOT_BE_SET
                found.setdefault(intent if asks else None, []).append(key)
            known[id(lookup)] = (lookup, len(lookup), found)
        return found


class KnownKinds:
    """`Event.resolve_by_type`, which remembers what it found."""

    def __init__(self, resolve: Kinds) -> None:
        self._resolve = resolve
        self._known: dict[str, type[Event]] = {}

    def __call__(self, type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        """The class of events with this name; as in Rasa where there is none."""
        found = self._known.get(type_name)
        if found is None:
            found = self._resolve(type_name, default)
            if found is not None and found.type_name == type_name:
                self._known[type_name] = found
        return found


def run_in_order(
    runner: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """What `DaskGraphRunner.run` does, each node after those that it needs, in this thread.

    The order is found once for each list of targets.
    """
    wanted = tuple(targets or runner._graph_schema.target_names)
    orders = runner.__dict__.setdefault("_orders", {})
    if wanted not in orders:
        orders[wanted] = _order(runner._graph_schema.minimal_graph_schema(list(wanted)))
    found: dict[str, Any] = dict.fromkeys(orders[wanted])
    runner._add_inputs_to_graph(inputs, found)
    try:
        for name, needs in orders[wanted].items():
            if inputs and name in inputs:
                continue  # what is given is not worked out
            found[name] = runner._instantiated_nodes[name](*(found.get(n, n) for n in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(found[name] for name in wanted)


def _order(schema: GraphSchema) -> dict[str, tuple[str, ...]]:
    """The nodes in an order in which they can run, each with what it needs."""
    needs = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
    return {name: needs[name] for name in TopologicalSorter(needs).static_order() if name in needs}


def call_format(
    action: RemoteAction, tracker: DialogueStateTracker, domain: Domain
) -> dict[str, Any]:
    """What `RemoteAction._action_call_format` sends, without the events."""
    body = {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": tracker.current_state(EventVerbosity.NONE) | {"events": []},
        "version": RASA,
    }
    if not action._is_selective_domain_enabled() or (
        domain.does_custom_action_explicitly_need_domain(action.name())
    ):
        body["domain"] = domain.as_dict()
    return body


class PooledEndpoint(EndpointConfig):  # type: ignore[misc]
    """An endpoint whose calls share one HTTP session, as long as the event loop is the same.

    A connection that the server closed just as it was to be used is replaced, once: an action
    only reads, so that asking it again changes nothing.
    """

    _shared: aiohttp.ClientSession | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def of(cls, plain: EndpointConfig) -> PooledEndpoint:
        """A pooled endpoint at the same place."""
        return cls(
            plain.url,
            plain.params,
            plain.headers,
            plain.basic_auth,
            plain.token,
            plain.token_name,
            plain.cafile,
            **plain.kwargs,
        )

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The shared session, which stays open."""
        loop = asyncio.get_running_loop()
        if self._shared is None or self._shared.closed or self._loop is not loop:
            self._loop = loop
            self._shared = aiohttp.ClientSession(
                headers=self.headers,
                auth=aiohttp.BasicAuth(**self.basic_auth) if self.basic_auth else None,
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        yield self._shared

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """As in EndpointConfig."""
        try:
            return await super().request(*args, **kwargs)
        except (aiohttp.ClientConnectorError, asyncio.TimeoutError):
            raise  # nobody listens, or nobody answers: as before
        except aiohttp.ClientConnectionError:
            return await super().request(*args, **kwargs)

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        if self._shared is not None:
            await self._shared.close()
