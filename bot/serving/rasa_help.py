"""Where Rasa 3.6.21 is helped from outside: three costs of every reply.

- `RemoteAction` checks the answer of the action server with `jsonschema.validate`, which checks
  the schema itself too, each time anew: half of the processor time of a reply.
- `EndpointConfig` opens a new HTTP session, and so a new connection, for every call of an action.
- `RulePolicy` compares every rule with the conversation, three times a turn; there is one rule
  for each entry of the content, and all but a few are about another intent.

What is checked and predicted, and which errors are raised, stays as it is.
tests/serving/test_rasa_help.py fails when Rasa does without the help.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import aiohttp
from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.nlu.constants import INTENT
from rasa.utils.endpoints import EndpointConfig

RASA = "3.6.21"
# Below the five seconds after which the action server closes a connection that is not used.
KEPT_SECONDS = 2.0
Keys = Callable[[RulePolicy, dict[str, str], list[dict[str, Any]]], set[str]]


def help_rasa(endpoints: AvailableEndpoints) -> AvailableEndpoints:
    """The same endpoints, with connections that are kept; Rasa's classes get the other two."""
    RemoteAction._validate_action_result = checker()
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
