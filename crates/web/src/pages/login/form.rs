//! The markup of the login.

use domain::{LoginError, LoginStep, Mode};
use engine::AccountView;
use maud::{Markup, html};

use super::before::{self, sandbox_hint};
use super::words::words;
use crate::Telegram;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::avatar::avatar;
use crate::parts::field::{Beside, problem};
use crate::parts::{mode, qr};

pub(super) const PHONE: &str = "phone";
pub(super) const QR: &str = "qr";
pub(super) const CODE: &str = "code";
pub(super) const PASSWORD: &str = "password";

/// A step to draw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wizard<'a> {
    /// Where the answer goes.
    pub(crate) action: &'a str,
    /// What is asked for.
    pub(crate) step: &'a LoginStep,
    /// Why the last answer was not taken.
    pub(crate) error: Option<&'a LoginError>,
    /// The sandbox's control API, if the codes are to be read there.
    pub(crate) control: Option<&'a str>,
    /// Which Telegram it is.
    pub(crate) telegram: &'a Telegram,
    /// Whether the terms were accepted.
    pub(crate) terms: Terms,
    /// The number that was typed and not taken, or to whose account the code went; codes and passwords are never sent
    /// back.
    pub(crate) number: &'a str,
}

/// Whether whoever connects an account knows what that brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terms {
    /// They have said so before.
    Accepted,
    /// They are asked now.
    Asked,
    /// They went on without saying so.
    Refused,
}

/// One field and what is said about it.
struct Field {
    step: &'static str,
    place: usize,
    title: String,
    about: String,
    label: String,
    kind: &'static str,
    input_mode: Option<&'static str>,
    autocomplete: &'static str,
    placeholder: String,
}

fn field(lang: Lang, step: &LoginStep) -> Field {
    match step {
        LoginStep::Phone | LoginStep::Qr { .. } | LoginStep::Done(_) => Field {
            step: PHONE,
            place: 0,
            title: t!(lang, "login-phone-title"),
            about: t!(lang, "login-phone-about"),
            label: t!(lang, "login-phone-label"),
            kind: "tel",
            input_mode: None,
            autocomplete: "tel",
            placeholder: "+7 900 123-45-67".to_owned(),
        },
        LoginStep::Code { digits } => Field {
            step: CODE,
            place: 1,
            title: t!(lang, "login-code-title"),
            about: t!(lang, "login-code-about"),
            label: t!(lang, "login-code-label"),
            kind: "text",
            input_mode: Some("numeric"),
            autocomplete: "one-time-code",
            placeholder: "•".repeat(digits.map_or(5, |digits| digits.min(10) as usize)),
        },
        LoginStep::Password { hint } => Field {
            step: PASSWORD,
            place: 2,
            title: t!(lang, "login-password-title"),
            about: t!(lang, "login-password-about"),
            label: t!(lang, "login-password-label"),
            kind: "password",
            input_mode: None,
            autocomplete: "current-password",
            placeholder: if hint.is_empty() {
                String::new()
            } else {
                t!(lang, "login-password-hint", hint = hint.as_str())
            },
        },
    }
}

/// The page of a step.
pub(crate) fn page(view: &View, wizard: &Wizard<'_>) -> Markup {
    let lang = view.lang;
    match wizard.step {
        LoginStep::Qr { .. } => {
            let stream = format!("{}/events", wizard.action);
            layout::live_page(view, &t!(lang, "login-qr-title"), &stream, content(lang, wizard))
        }
        step => layout::page(view, &field(lang, step).title, content(lang, wizard)),
    }
}

/// What stands on it.
pub(super) fn content(lang: Lang, wizard: &Wizard<'_>) -> Markup {
    if matches!(wizard.step, LoginStep::Qr { .. }) {
        return scan(lang, wizard);
    }
    let field = field(lang, wizard.step);
    let is_first = field.place == 0;
    let beside = Beside::problem_if(wizard.error.is_some());
    html! {
        section.card.wizard {
            (progress(lang, &steps(lang), field.place))
            h1 { (field.title) }
            p { (field.about) }
            @if field.step == CODE && !wizard.number.is_empty() {
                p { (t!(lang, "login-code-number")) " " strong { (wizard.number) } }
            }
            @if is_first { (before::telegram(lang, wizard.telegram)) }
            form method="post" action=(wizard.action) {
                label for="answer" { (field.label) }
                input #answer type=(field.kind) name="answer" required autofocus
                    value=[Some(wizard.number).filter(|number| is_first && !number.is_empty())]
                    inputmode=[field.input_mode]
                    autocomplete=(field.autocomplete)
                    placeholder=(field.placeholder)
                    aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
                (problem(wizard.error.map(|error| words(lang, error)).as_deref()))
                @if is_first { (before::terms(lang, wizard.terms)) }
                div.ways-in {
                    button type="submit" name="step" value=(field.step) { (t!(lang, "login-next")) }
                    @if is_first {
                        button.plain type="submit" name="step" value=(QR) formnovalidate {
                            (icons::demo()) (t!(lang, "login-qr-instead"))
                        }
                    } @else {
                        a.button.bare role="button" href="/login" { (t!(lang, "login-start-over")) }
                    }
                }
            }
            @if let Some(control) = wizard.control { (sandbox_hint(lang, control, wizard.step)) }
            @if is_first && wizard.terms == Terms::Accepted { p.note { (t!(lang, "login-terms")) } }
        }
    }
}

/// The code to scan. It is renewed by the page's stream; without the script by the button.
fn scan(lang: Lang, wizard: &Wizard<'_>) -> Markup {
    let names = [t!(lang, "login-step-qr"), t!(lang, "login-step-password")];
    html! {
        section.card.wizard.scan {
            (progress(lang, &names, 0))
            h1 { (t!(lang, "login-qr-title")) }
            div #qr .qr-code { (code(lang, wizard.step)) }
            ol.numbered {
                li { (t!(lang, "login-qr-open")) }
                li { (t!(lang, "login-qr-devices")) }
                li { (t!(lang, "login-qr-point")) }
            }
            (problem(wizard.error.map(|error| words(lang, error)).as_deref()))
            form method="post" action=(wizard.action) {
                div.ways-in {
                    button.plain type="submit" name="step" value=(QR) { (icons::retry()) (t!(lang, "login-qr-again")) }
                    a.button.bare role="button" href="/login" { (t!(lang, "login-phone-instead")) }
                }
            }
            @if let Some(control) = wizard.control { (sandbox_hint(lang, control, wizard.step)) }
        }
    }
}

/// The code of a step; nothing of another one.
pub(super) fn code(lang: Lang, step: &LoginStep) -> Markup {
    html! {
        @if let LoginStep::Qr { url, .. } = step {
            (qr::code(url, &t!(lang, "login-qr-label")))
            a.note href=(url) { (t!(lang, "login-qr-here")) }
        }
    }
}

fn steps(lang: Lang) -> [String; 3] {
    [t!(lang, "login-step-phone"), t!(lang, "login-step-code"), t!(lang, "login-step-password")]
}

fn progress(lang: Lang, names: &[String], place: usize) -> Markup {
    html! {
        ol.progress aria-label=(t!(lang, "login-steps")) {
            @for (at, name) in names.iter().enumerate() {
                li.past[at < place] aria-current=[(at == place).then_some("step")] { (name) }
            }
        }
    }
}

/// The page of a login that is done.
pub(crate) fn connected(view: &View, of: &AccountView) -> Markup {
    layout::page(view, &t!(view.lang, "login-done-title"), done(view.lang, of))
}

/// What stands on it.
pub(super) fn done(lang: Lang, of: &AccountView) -> Markup {
    let name = of.account.profile.full_name();
    html! {
        section.card.lonely {
            (icons::done())
            h1 { (t!(lang, "login-done-title")) }
            p.person { (avatar(of.account.profile.user_id, &name)) strong { (name) } }
            p { (t!(lang, "login-done-about")) }
            form.start method="post" action={ "/accounts/" (of.account.id) "/mode" } {
                input type="hidden" name="begins" value="yes";
                @for (mode, about) in [
                    (Mode::Watch, t!(lang, "login-start-watch")),
                    (Mode::Draft, t!(lang, "login-start-draft")),
                ] {
                    button.plain[mode == Mode::Draft] type="submit" name="mode" value=(mode::code(mode)) {
                        (mode::name(lang, mode))
                    }
                    p.note { (about) }
                }
            }
        }
    }
}
