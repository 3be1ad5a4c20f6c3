"""How the bot's learning of new examples goes: progress, the result, what to do about it."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.errors import StaffError
from bot.staff.page import Call, Page, go_to
from bot.staff.retraining import RUNNING, Retraining
from bot.staff.roles import Permission


def show(call: Call) -> Response:
    """What is going on, and the trainings before."""
    retraining = call.office.retraining
    if retraining is None:
        return call.show("training.html", retraining=None)
    trainings = retraining.all()
    running = next((t for t in trainings[:1] if t.state in RUNNING), None)
    done, step = retraining.progress()
    copies = call.office.shelf.copies()
    source = call.office.source
    return call.show(
        "training.html",
        retraining=retraining,
        running=running,
        outdated=retraining.outdated(),
        waiting=retraining.needed(),
        percent=round(100 * done),
        step=step,
        trainings=[t for t in trainings if t is not running],
        titles={key: copy.entry.title(source) or key for key, copy in copies.items()},
    )


def again(call: Call) -> Response:
    """Train once more what failed or was held back."""
    _retraining(call).request(call.person.shown, again=True)
    return go_to("/training")


def adopt(call: Call) -> Response:
    """Use a model that was held back."""
    number = call.path("number")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        raise StaffError("no_model", "There is no such model.")
    _retraining(call).adopt(int(number))
    return go_to("/training?notice=adopted")


def _retraining(call: Call) -> Retraining:
    if call.office.retraining is None:
        raise StaffError("no_model", "Nothing is trained here.")
    return call.office.retraining


PAGES = (
    Page("/training", show, Permission.VIEW),
    Page("/training/again", again, Permission.TRAIN, "POST"),
    Page("/training/{number}/adopt", adopt, Permission.TRAIN, "POST"),
)
