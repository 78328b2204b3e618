//! The markup of the rules, and of the panic button.

use domain::policy::{DisclosureWords, HoursNow};
use domain::{AccountKind, AccountState, Mode};
use engine::{AccountView, Panic, RulesView};
use maud::{Markup, html};

use super::form::{self, Problem, Problems};
use super::{Fields, hours};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::alert::rules_of;
use crate::parts::field::Beside;
use crate::parts::{mode, time, told};

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Of which account.
    pub(crate) of: &'a AccountView,
    /// What is in force.
    pub(crate) rules: &'a RulesView,
    /// Whether the hours are open now.
    pub(crate) now: HoursNow,
    /// How people are told that a twin writes, where the owner has no words for it.
    pub(crate) words: &'a DisclosureWords,
    /// The name of the server's time zone, if it has one.
    pub(crate) zone: Option<&'a str>,
    /// What stands in the form.
    pub(crate) typed: &'a Fields,
    /// Why that was not taken.
    pub(crate) problems: &'a Problems,
    /// Whether the account may be removed.
    pub(crate) may_remove: bool,
}

pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let name = shown.of.account.profile.full_name();
    let title = t!(lang, "rules-title");
    let content = html! {
        header.heading {
            a.back href={ "/accounts/" (shown.of.account.id) } aria-label=(t!(lang, "chat-back")) { (icons::back()) }
            div { h1 { (title) } p { (name) ". " (t!(lang, "rules-about")) } }
        }
        (now(lang, shown))
        (rules(lang, shown))
        @if shown.of.account.state == AccountState::Active {
            section.card.rules.danger {
                div {
                    h2 { (t!(lang, "panic-title")) }
                    p { (panic_about(lang, shown.of)) }
                }
                a.button.danger role="button" href={ "/accounts/" (shown.of.account.id) "/panic" } { (t!(lang, "panic-open")) }
            }
        }
        @if shown.may_remove {
            section.card.rules.danger {
                div {
                    h2 { (t!(lang, "remove-link")) }
                    p { (t!(lang, "remove-link-about")) }
                }
                a.button.secondary role="button" href={ "/accounts/" (shown.of.account.id) "/remove" } { (t!(lang, "remove-link")) }
            }
        }
    };
    layout::page(view, &title, content)
}

/// How the twin stands, and its pause.
fn now(lang: Lang, Shown { of, rules, now, .. }: &Shown<'_>) -> Markup {
    let at = rules_of(of.account.id);
    html! {
        section.card.rules.now {
            @match &rules.pause {
                Some(pause) => p {
                    strong { (t!(lang, "rules-paused")) } " "
                    @match pause.until {
                        Some(until) => { (t!(lang, "rules-paused-until")) " " (time::moment(until)) }
                        None => (t!(lang, "rules-paused-for-good")),
                    }
                },
                None => p {
                    @let (text, until) = match now {
                        HoursNow::Open { until: None } => (t!(lang, "rules-always"), None),
                        HoursNow::Open { until } => (t!(lang, "rules-open"), *until),
                        HoursNow::Closed { until: None } => (t!(lang, "rules-never"), None),
                        HoursNow::Closed { until } => (t!(lang, "rules-closed"), *until),
                    };
                    (text)
                    @if let Some(until) = until { " " (time::moment(until)) }
                },
            }
            @if rules.pause.is_some() {
                form method="post" action={ (at) "/resume" } {
                    button type="submit" { (t!(lang, "rules-resume")) }
                }
            } @else {
                form.pauses method="post" action={ (at) "/pause" } {
                    @for (minutes, text) in [
                        (30, t!(lang, "rules-pause-half-hour")),
                        (120, t!(lang, "rules-pause-hours")),
                        (0, t!(lang, "rules-pause")),
                    ] {
                        button.plain type="submit" name="minutes" value=(minutes) { (text) }
                    }
                }
            }
        }
    }
}

/// The form.
fn rules(lang: Lang, shown: &Shown<'_>) -> Markup {
    let Shown { of, typed, problems, .. } = *shown;
    let is = |field: &str, value: &str| value_of(typed, field) == value;
    let meaning = |field, label: &str, unit: &str, text: &str| {
        number(lang, shown, field, (label, unit), Some(text))
    };
    let number = |field, label: &str, unit: &str| number(lang, shown, field, (label, unit), None);
    let (seconds, minutes, hours) =
        (t!(lang, "unit-seconds"), t!(lang, "unit-minutes"), t!(lang, "unit-hours"));
    html! {
        form.rules method="post" action=(rules_of(of.account.id)) autocomplete="off" {
            input type="hidden" name=(form::VERSION) value=[typed.get(form::VERSION)];
            @if problems.contains_key(form::VERSION) {
                p #problem .problem role="alert" {
                    (t!(lang, "rules-changed")) " "
                    a href=(rules_of(of.account.id)) { (t!(lang, "rules-changed-see")) }
                }
            } @else if !problems.is_empty() {
                p #problem .problem role="alert" { (t!(lang, "rules-problems", count = problems.len())) }
            }
            div.columns {
                div {
                    fieldset.card aria-describedby=[wrong_at(shown, form::WHEN)] {
                        legend { h2 { (t!(lang, "rules-hours")) } }
                        (radio(form::WHEN, "", is(form::WHEN, ""), &t!(lang, "rules-hours-always")))
                        (radio(form::WHEN, form::WEEK, is(form::WHEN, form::WEEK), &t!(lang, "rules-hours-week")))
                        (problem(lang, shown, form::WHEN))
                        (hours::days(lang, shown))
                        (area(lang, shown, form::EXCEPTIONS, &t!(lang, "rules-exceptions"), &t!(lang, "rules-exceptions-example")))
                        p.note { (t!(lang, "rules-exceptions-hint")) }
                        div.grid {
                            (field(lang, shown, form::ZONE, "text", &t!(lang, "rules-zone"), shown.zone.unwrap_or("Europe/Moscow")))
                            (field(lang, shown, form::AWAY_UNTIL, "datetime-local", &t!(lang, "rules-away-until"), ""))
                        }
                    }
                    fieldset.card aria-describedby=[wrong_at(shown, form::OUTSIDE)] {
                        legend { h2 { (t!(lang, "rules-outside")) } }
                        (radio(form::OUTSIDE, "", is(form::OUTSIDE, ""), &t!(lang, "rules-outside-silence")))
                        (radio(form::OUTSIDE, form::DRAFT, is(form::OUTSIDE, form::DRAFT), &t!(lang, "rules-outside-draft")))
                        (radio(form::OUTSIDE, form::AWAY, is(form::OUTSIDE, form::AWAY), &t!(lang, "rules-outside-away")))
                        (problem(lang, shown, form::OUTSIDE))
                        (area(lang, shown, form::AWAY_TEXT, &t!(lang, "rules-away-text"), ""))
                        (number(form::ANSWER_WITHIN, &t!(lang, "rules-answer-within"), &hours))
                    }
                    fieldset #told .card aria-describedby=[wrong_at(shown, form::TOLD)] {
                        legend { h2 { (t!(lang, "rules-told")) } }
                        p.note { (t!(lang, "rules-told-about")) }
                        (radio(form::TOLD, form::FIRST, is(form::TOLD, form::FIRST), &t!(lang, "rules-told-first")))
                        (radio(form::TOLD, form::EACH, is(form::TOLD, form::EACH), &t!(lang, "rules-told-each")))
                        (radio(form::TOLD, "", is(form::TOLD, ""), &t!(lang, "rules-told-never")))
                        (problem(lang, shown, form::TOLD))
                        (area(lang, shown, form::TOLD_TEXT, &t!(lang, "rules-told-text"), ""))
                        p.note { (t!(lang, "rules-told-words")) " " (told::in_any_language(shown.words)) }
                    }
                    fieldset.card aria-describedby=[wrong_at(shown, form::ALOUD)] {
                        legend { h2 { (t!(lang, "rules-aloud")) } }
                        (radio(form::ALOUD, "", is(form::ALOUD, ""), &t!(lang, "rules-aloud-never")))
                        (radio(form::ALOUD, form::MIRROR, is(form::ALOUD, form::MIRROR), &t!(lang, "rules-aloud-mirror")))
                        (radio(form::ALOUD, form::AS_OWNER, is(form::ALOUD, form::AS_OWNER), &t!(lang, "rules-aloud-as-owner")))
                        (radio(form::ALOUD, form::ALWAYS, is(form::ALOUD, form::ALWAYS), &t!(lang, "rules-aloud-always")))
                        (problem(lang, shown, form::ALOUD))
                    }
                }
                div {
                    fieldset.card {
                        legend { h2 { (t!(lang, "rules-who")) } }
                        (modes(lang, shown, form::STRANGERS, &t!(lang, "rules-strangers"), Some(&t!(lang, "rules-strangers-like-all")), &t!(lang, "rules-strangers-means")))
                        (modes(lang, shown, form::GROUPS, &t!(lang, "rules-groups"), None, &t!(lang, "rules-groups-hint")))
                        (meaning(form::COUNTDOWN, &t!(lang, "rules-countdown"), &seconds, &t!(lang, "rules-countdown-means")))
                        p.note { (t!(lang, "rules-never-these")) }
                    }
                    fieldset.card {
                        legend { h2 { (t!(lang, "rules-you")) } }
                        (meaning(form::AFTER_WRITING, &t!(lang, "rules-after-writing"), &minutes, &t!(lang, "rules-after-writing-means")))
                        (meaning(form::AFTER_READING, &t!(lang, "rules-after-reading"), &seconds, &t!(lang, "rules-after-reading-means")))
                        (tick(form::WHILE_ONLINE, is(form::WHILE_ONLINE, form::ON), &t!(lang, "rules-while-online")))
                    }
                    div.card.to-pace {
                        div { h2 { (t!(lang, "pace-title")) } p.note { (t!(lang, "pace-in-short")) } }
                        a.button.plain role="button" href={ "/accounts/" (of.account.id) "/pace" } { (t!(lang, "pace-open")) }
                    }
                    fieldset.card {
                        legend { h2 { (t!(lang, "rules-saved")) } }
                        (radio(form::LINES, form::NOTHING, is(form::LINES, form::NOTHING), &t!(lang, "rules-saved-nothing")))
                        (radio(form::LINES, "", is(form::LINES, ""), &t!(lang, "rules-saved-questions")))
                        (radio(form::LINES, form::DRAFTS, is(form::LINES, form::DRAFTS), &t!(lang, "rules-saved-drafts")))
                        p.note { (t!(lang, "rules-saved-hint")) }
                        (field(lang, shown, form::DIGEST_AT, "time", &t!(lang, "rules-digest-at"), ""))
                    }
                    fieldset.card {
                        legend { h2 { (t!(lang, "rules-limits")) } }
                        p.note { (t!(lang, "rules-limits-hint")) }
                        (number(form::SPACING, &t!(lang, "rules-spacing"), &seconds))
                        (number(form::TURNS, &t!(lang, "rules-turns"), ""))
                        (number(form::DAY_HERE, &t!(lang, "rules-day-here"), ""))
                        (number(form::MINUTE, &t!(lang, "rules-minute"), ""))
                        (number(form::DAY, &t!(lang, "rules-day"), ""))
                        (meaning(form::EXCHANGES, &t!(lang, "rules-exchanges"), "", &t!(lang, "rules-exchanges-means")))
                        (number(form::QUICK, &t!(lang, "rules-quick"), &seconds))
                    }
                }
            }
            div.save { button type="submit" { (t!(lang, "save")) } }
        }
    }
}

/// A choice of a mode, or of none where that has a meaning.
fn modes(
    lang: Lang,
    shown: &Shown<'_>,
    name: &str,
    label: &str,
    none: Option<&str>,
    text: &str,
) -> Markup {
    let chosen = value_of(shown.typed, name);
    let (hint, wrong) = (means_at(name), wrong_at(shown, name));
    let beside = Beside::hint(&hint).wrong_at(wrong.as_deref());
    html! {
        label.number {
            span { (label) }
            select name=(name) aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()] {
                @if let Some(none) = none {
                    option value="" selected[chosen.is_empty()] { (none) }
                }
                @for mode in Mode::ALL {
                    option value=(mode::code(mode)) selected[chosen == mode::code(mode)] { (mode::name(lang, mode)) }
                }
            }
        }
        (problem(lang, shown, name))
        (means(name, text))
    }
}

/// A number, and what it does where its name does not say.
fn number(
    lang: Lang,
    shown: &Shown<'_>,
    name: &str,
    (label, unit): (&str, &str),
    text: Option<&str>,
) -> Markup {
    let (hint, wrong) = (means_at(name), wrong_at(shown, name));
    let beside = if text.is_some() { Beside::hint(&hint) } else { Beside::default() };
    let beside = beside.wrong_at(wrong.as_deref());
    html! {
        label.number {
            span { (label) @if !unit.is_empty() { ", " (unit) } }
            input type="text" inputmode="numeric" name=(name) value=(value_of(shown.typed, name))
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        }
        (problem(lang, shown, name))
        @if let Some(text) = text { (means(name, text)) }
    }
}

fn field(
    lang: Lang,
    shown: &Shown<'_>,
    name: &str,
    kind: &str,
    label: &str,
    placeholder: &str,
) -> Markup {
    html! {
        label {
            (label)
            input type=(kind) name=(name) value=(value_of(shown.typed, name)) placeholder=(placeholder)
                spellcheck="false" aria-invalid=[is_wrong(shown, name)] aria-describedby=[wrong_at(shown, name)];
            (problem(lang, shown, name))
        }
    }
}

fn area(lang: Lang, shown: &Shown<'_>, name: &str, label: &str, placeholder: &str) -> Markup {
    html! {
        label {
            (label)
            textarea name=(name) rows="2" placeholder=(placeholder)
                aria-invalid=[is_wrong(shown, name)] aria-describedby=[wrong_at(shown, name)]
            // A browser drops the first line break of what stands inside.
            { "\n" (value_of(shown.typed, name)) }
        }
        (problem(lang, shown, name))
    }
}

/// What a setting does, below it.
fn means(name: &str, text: &str) -> Markup {
    html! { small.means id=(means_at(name)) { (text) } }
}

fn means_at(name: &str) -> String {
    format!("means-{name}")
}

fn radio(name: &str, value: &str, checked: bool, label: &str) -> Markup {
    html! { label { input type="radio" name=(name) value=(value) checked[checked]; (label) } }
}

fn tick(name: &str, checked: bool, label: &str) -> Markup {
    html! { label { input type="checkbox" name=(name) value=(form::ON) checked[checked]; (label) } }
}

pub(super) fn value_of<'a>(typed: &'a Fields, name: &str) -> &'a str {
    typed.get(name).map(String::as_str).unwrap_or_default()
}

pub(super) fn is_wrong(shown: &Shown<'_>, name: &str) -> Option<&'static str> {
    shown.problems.contains_key(name).then_some("true")
}

/// Where it is said what is wrong with a field.
pub(super) fn wrong_at(shown: &Shown<'_>, name: &str) -> Option<String> {
    shown.problems.contains_key(name).then(|| format!("wrong-{name}"))
}

/// What is wrong with a field, beside it.
pub(super) fn problem(lang: Lang, shown: &Shown<'_>, name: &str) -> Markup {
    let text = shown.problems.get(name).map(|problem| match problem {
        Problem::Span(given) => t!(lang, "rules-bad-span", given = given.as_str()),
        Problem::Date(given) => t!(lang, "rules-bad-date", given = given.as_str()),
        Problem::Twice(given) => t!(lang, "rules-date-twice", given = given.as_str()),
        Problem::NoHours => t!(lang, "rules-no-hours"),
        Problem::Moment(given) => t!(lang, "rules-bad-moment", given = given.as_str()),
        Problem::Zone(given) => t!(lang, "rules-bad-zone", given = given.as_str()),
        Problem::Number { given, least, most } if given.is_empty() => {
            let (least, most) = (*least, *most);
            t!(lang, "rules-no-number", least = least, most = most)
        }
        Problem::Number { given, least, most } => {
            let (least, most) = (*least, *most);
            t!(lang, "rules-bad-number", given = given.as_str(), least = least, most = most)
        }
        Problem::Past(given) => t!(lang, "rules-past", given = given.as_str()),
        Problem::Choice(given) => t!(lang, "rules-bad-choice", given = given.as_str()),
        Problem::TooLong { most } => {
            let most = *most;
            t!(lang, "inbox-too-long", most = most)
        }
        Problem::NoWords => t!(lang, "rules-no-words"),
        Problem::Clock(given) => t!(lang, "rules-bad-clock", given = given.as_str()),
        Problem::Changed => t!(lang, "rules-changed"),
    });
    html! { @if let Some(text) = text { small.wrong id={ "wrong-" (name) } { (text) } } }
}

/// What the panic button does to an account.
fn panic_about(lang: Lang, of: &AccountView) -> String {
    match of.account.kind {
        AccountKind::Bot => t!(lang, "panic-bot-about"),
        AccountKind::User | AccountKind::Connected => t!(lang, "panic-about"),
    }
}

/// What the panic button does, before it does it.
pub(crate) fn confirm(view: &View, of: &AccountView) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "panic-title");
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            p { (of.account.profile.full_name()) }
            p { (panic_about(lang, of)) }
            p {
                @if of.account.kind == AccountKind::Bot { (t!(lang, "panic-bot-again")) }
                @else { (t!(lang, "panic-again")) }
            }
            form method="post" action={ "/accounts/" (of.account.id) "/panic" } {
                button.danger type="submit" {
                    @if of.account.kind == AccountKind::Bot { (t!(lang, "panic-bot-do")) }
                    @else { (t!(lang, "panic-do")) }
                }
            }
            a href=(rules_of(of.account.id)) { (t!(lang, "panic-not")) }
        }
    };
    layout::page(view, &title, content)
}

/// What the panic button did.
pub(crate) fn panicked(view: &View, of: &AccountView, ended: Panic) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "panic-done");
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            p { (of.account.profile.full_name()) }
            @match ended {
                _ if of.account.kind == AccountKind::Bot && ended != Panic::NoSession => p { (t!(lang, "panic-bot-done")) },
                Panic::Ended => p { (t!(lang, "panic-ended")) },
                Panic::NoSession => p { (t!(lang, "panic-no-session")) },
                Panic::OnlyHere => p.problem role="alert" { (t!(lang, "alert-not-revoked")) },
            }
            @if of.account.kind == AccountKind::Bot {
                a role="button" href={ "/bots/" (of.account.id) } { (t!(lang, "bot-manage")) }
            } @else {
                a role="button" href="/accounts" { (t!(lang, "nav-accounts")) }
            }
        }
    };
    layout::page(view, &title, content)
}
