"""Who may do what: permissions, and the roles as sets of them. The one place that knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.staff.errors import StaffError


class NotAllowedError(StaffError):
    """The person lacks the permission for what she asked."""

    def __init__(self, code: str = "not_allowed") -> None:
        super().__init__(code, "This person may not do that.")


class Permission(str, Enum):
    """One thing that a person may do."""

    VIEW = "view"
    EDIT = "edit"  # the source texts, the facts, the example questions
    TRANSLATE = "translate"  # the texts and example questions of her languages
    REVIEW = "review"  # say that a translation into one of her languages is right
    PUBLISH = "publish"
    UNDO = "undo"
    EXPORT = "export"
    IMPORT = "import"
    PEOPLE = "people"
    INBOX = "inbox"
    TRY = "try"
    TRAIN = "train"
    STATISTICS = "statistics"


class Role(str, Enum):
    """What a person is to the project; one person may have several roles."""

    EDITOR = "editor"
    TRANSLATOR = "translator"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


_P = Permission
_EVERYBODY = frozenset({_P.VIEW, _P.TRY, _P.STATISTICS})
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.EDITOR: _EVERYBODY | {_P.EDIT, _P.UNDO, _P.EXPORT, _P.IMPORT, _P.INBOX},
    Role.TRANSLATOR: _EVERYBODY | {_P.TRANSLATE, _P.REVIEW, _P.EXPORT},
    Role.PUBLISHER: _EVERYBODY | {_P.PUBLISH, _P.UNDO, _P.EXPORT, _P.TRAIN},
    Role.ADMINISTRATOR: _EVERYBODY | {_P.PEOPLE, _P.EXPORT, _P.TRAIN},
}


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in. `languages` are those that she translates into."""

    name: str
    shown: str
    roles: frozenset[Role]
    languages: frozenset[str] = frozenset()
    disabled: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that one of her roles permits."""
        return frozenset().union(*(ROLES[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """True when one of her roles permits it and she is not shut out."""
        return not self.disabled and permission in self.permissions

    def translates(self, lang: str) -> bool:
        """True when she may write and review texts in `lang`."""
        return self.may(Permission.TRANSLATE) and lang in self.languages

    def writes(self, lang: str, source: str) -> bool:
        """True when she may write the text in `lang`; `source` is the language of the facts."""
        return self.may(Permission.EDIT) if lang == source else self.translates(lang)

    def writes_questions(self, lang: str) -> bool:
        """True when she may change the example questions in `lang`."""
        return self.may(Permission.EDIT) or self.translates(lang)
