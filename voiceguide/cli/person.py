"""The commands that are about the listener: me, checkin, about."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import click

from voiceguide.cli._choice import answer_yes
from voiceguide.cli._questions import ask_choice, ask_words, need_terminal, say
from voiceguide.cli.context import App, start
from voiceguide.cli.lines import err, out
from voiceguide.cli.options import ConsoleOptions, console_options
from voiceguide.cli.parameter_types import WordsType
from voiceguide.config import load, set_setting
from voiceguide.errors import nearest, or_list
from voiceguide.person import checkin as checking_in
from voiceguide.person.about import ABOUT
from voiceguide.person.own_words import KEYS, LONGEST, forget, is_key, phrased, read_words, write_words

_QUESTIONS: Final = (
    ("name", "What may the voice call you?", "A name, such as Robin.", "Good night, {}."),
    (
        "comfort.physical",
        "What is a comfort to your body?",
        "A thing, or something you do: a warm bath, walking by the river.",
        "It might be {}, or a deep breath.",
    ),
    (
        "comfort.mental",
        "And to your mind?",
        "A crossword, an old film, reading in bed.",
        "It might be {}, or a look out of the window.",
    ),
    (
        "comfort.emotional",
        "And to your heart?",
        "Writing in a notebook, a call with a friend, cooking for someone.",
        "It might be {}, or a kind word.",
    ),
    (
        "dear",
        "Who is dear to you, a person or an animal?",
        "A name, or how the voice would say it to you: Bella, your grandmother, your dog.",
        "Let {} come to mind.",
    ),
)
"""For each question: its key, its words, an example, and a sentence that shows how the answer will sound."""


@click.command(epilog="\b\nFor example:\n  voiceguide me\n  voiceguide me --show\n  voiceguide me --set dear=Bella")
@click.option("--show", is_flag=True, help="Show what is stored.")
@click.option("--clear", is_flag=True, help="Delete what is stored.")
@click.option(
    "--set",
    "given",
    type=WordsType("to delete this answer, write a hyphen: --set {key}=-"),
    multiple=True,
    help="Store one answer, without the questions: --set dear=Bella.",
)
@console_options
def me(show: bool, clear: bool, given: tuple[tuple[str, str], ...], console: ConsoleOptions) -> None:
    """Store your name, and what comforts you, for practices to use."""
    if show + clear + bool(given) > 1:
        raise click.UsageError("--show, --clear and --set do different things; use one of them")
    app = start(console)
    file = app.folders.own_words
    if clear:
        forget(file)
        app.console.note("Your own words are deleted.")
        app.console.note("Speech made with them is kept until you type 'voiceguide config --clear'.")
    elif show:
        _show(app)
    elif given:
        write_words(file, {**read_words(file), **dict(_phrased_options(given))})
        _show(app)
        _question_names(app, given)
    else:
        need_terminal("me", "'voiceguide me --set name=Robin' stores a word without questions")
        _ask_all(app)


def _show(app: App) -> None:
    words = read_words(app.folders.own_words)
    for key, spoken in words.items():
        out(f"{key}: {spoken}")
    if not words:
        app.console.note("You have stored no words yet; 'voiceguide me' asks for them.")


def _phrased_options(given: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    pairs = []
    for key, text in given:
        if not is_key(key):
            raise click.BadParameter(f"{key!r} cannot name a word; use letters, as in 'garden'", param_hint="--set")
        trouble = _trouble(key, text)
        if trouble:
            raise click.BadParameter(f"{key}: {trouble}", param_hint="--set")
        pairs.append((key, phrased(key, text)))
    return pairs


def _question_names(app: App, given: tuple[tuple[str, str], ...]) -> None:
    """If a given name resembles one that our practices use, ask whether that one was meant. Words under any name are
    stored, because the user's own scripts may use them.
    """
    known = (*KEYS, "comfort")
    for key, _ in given:
        if key not in known and (near := nearest(key, known)):
            meant = or_list([repr(one) for one in near])
            app.console.note(f"No practice that comes with voiceguide uses {key!r}. Did you mean {meant}?")


def _trouble(key: str, answer: str) -> str | None:
    """What is wrong with an answer; None if nothing is."""
    if answer == "-":
        return None
    words = phrased(key, answer)
    if not words:
        return "A voice cannot say this answer; please use letters."
    if len(words) > LONGEST:
        return f"This answer is too long for the middle of a sentence; use up to {LONGEST} letters."
    return None


def _ask_all(app: App) -> None:
    stored = read_words(app.folders.own_words)
    words = dict(stored)
    say("Five questions, for words that practices can use. Your answers stay on this machine.")
    say("To skip a question, just press Enter. A hyphen deletes an answer, and Ctrl-C leaves without any change.")
    for number, (key, question, example, sentence) in enumerate(_QUESTIONS, 1):
        hints = (example, f"So far: {words[key]}") if key in words else (example,)
        answer = ask_words(f"{number}. {question}", hints, partial(_trouble, key))
        if answer == "-":
            words.pop(key, None)
            say("No answer is stored.", "   ")
        elif answer:
            words[key] = phrased(key, answer)
            say(f"It will sound like this: {sentence.format(words[key])}", "   ")
    err()
    if words == stored:
        app.console.note("Nothing was changed.")
        return
    write_words(app.folders.own_words, words)
    app.console.note(f"Your words are stored in {app.folders.own_words}")
    app.console.note("Your words are used when you play, and in files made with 'export --mine'.")


@click.command(epilog="\b\nFor example:\n  voiceguide checkin\n  voiceguide checkin --show")
@click.option("--show", is_flag=True, help="Show what you answered, and how practices begin.")
@click.option("--clear", is_flag=True, help="Delete what you answered; practices begin gently again.")
@console_options
def checkin(show: bool, clear: bool, console: ConsoleOptions) -> None:
    """Answer four short questions, then choose how practices begin."""
    if show and clear:
        raise click.UsageError("--show and --clear do different things; use one of them")
    app = start(console)
    if show:
        _show_checkin(app)
    elif clear:
        checking_in.remember(app.folders.checkin, checking_in.CheckIn(offered=True))
        set_setting(app.folders.config, "path", None)
        app.console.note("Your answers are deleted.")
        _report_path(app)
    else:
        need_terminal("checkin", "to choose for one session, play it with '--path gentle' or '--path inward'")
        _check_in(app)


def offer_checkin(app: App) -> None:
    """Offer the check-in to somebody at a terminal, once and never again. Enter alone means no. The check-in may set
    the path.
    """
    if not checking_in.to_be_offered(app.folders.checkin):
        return
    err()
    out("Four short questions can help to choose how practices begin.")
    if answer_yes("Answer them now? y for yes, n for no", usual=False, plain=app.console.plain):
        _check_in(app)
    else:
        app.console.note("That's fine. Practices begin gently; 'voiceguide checkin' asks again whenever you like.")


def _check_in(app: App) -> None:
    say("Four questions. There is no score and no wrong answer, and your answers stay on this machine.")
    say("Type a number, or press Enter to skip. Ctrl-C leaves and saves nothing.")
    answers: dict[str, str] = {}
    for number, question in enumerate(checking_in.QUESTIONS, 1):
        if answer := ask_choice(number, question):
            answers[question.name] = answer
    err()
    say(checking_in.word_before_path(answers))
    path = ask_choice(len(checking_in.QUESTIONS) + 1, checking_in.PATH)
    if path:
        answers[checking_in.PATH.name] = path
        set_setting(app.folders.config, "path", path)
    checking_in.remember(app.folders.checkin, checking_in.CheckIn(offered=True, answers=answers))
    err()
    _report_path(app)
    _suggest_beginnings(app, answers)
    if checking_in.is_heavy(answers):
        app.console.note("If it is more than you can carry alone, 'voiceguide about' says where to turn.")


def _report_path(app: App) -> None:
    path = load(app.folders.config).path or "gentle"
    begins = "inward" if path == "inward" else "gently"
    app.console.note(f"Practices begin {begins}. To change that for one session, use --path.")


def _suggest_beginnings(app: App, answers: Mapping[str, str]) -> None:
    first, *later = checking_in.beginnings(answers)
    app.console.note(f"A good beginning: voiceguide play {first.practice} -l {first.length} ({first.why}).")
    for other in later:
        app.console.note(f"And for another day: voiceguide play {other.practice} -l {other.length} ({other.why}).")


def _show_checkin(app: App) -> None:
    answers = checking_in.recall(app.folders.checkin).answers
    for question in (*checking_in.QUESTIONS, checking_in.PATH):
        if question.name in answers:
            out(f"{question.text} {dict(question.answers)[answers[question.name]]}")
    _report_path(app)
    if answers:
        _suggest_beginnings(app, answers)


@click.command(epilog="\b\nFor example:\n  voiceguide about")
@console_options
def about(console: ConsoleOptions) -> None:
    """Read what voiceguide is and is not, when to stop, and where to find help."""
    out(ABOUT.rstrip())
