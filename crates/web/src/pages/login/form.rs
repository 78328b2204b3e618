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
use crate::parts::mode;

pub(super) const PHONE: &str = "phone";
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
        LoginStep::Phone | LoginStep::Done(_) => Field {
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
    let field = field(lang, wizard.step);
    let content = html! {
        section.card.wizard {
            (progress(lang, field.place))
            h1 { (field.title) }
            p { (field.about) }
            @if field.place == 0 { (before::telegram(lang, wizard.telegram)) }
            form method="post" action=(wizard.action) {
                input type="hidden" name="step" value=(field.step);
                label for="answer" { (field.label) }
                input #answer type=(field.kind) name="answer" required autofocus
                    inputmode=[field.input_mode]
                    autocomplete=(field.autocomplete)
                    placeholder=(field.placeholder)
                    aria-describedby=[wizard.error.map(|_| "problem")]
                    aria-invalid=[wizard.error.map(|_| "true")];
                @if let Some(error) = wizard.error {
                    p #problem .problem role="alert" { (words(lang, error)) }
                }
                @if field.place == 0 { (before::terms(lang, wizard.terms)) }
                button type="submit" { (t!(lang, "login-next")) }
            }
            @if let Some(control) = wizard.control { (sandbox_hint(lang, control, wizard.step)) }
            @if field.place == 0 && wizard.terms == Terms::Accepted { p.note { (t!(lang, "login-terms")) } }
        }
    };
    layout::page(view, &field.title, content)
}

fn progress(lang: Lang, place: usize) -> Markup {
    let names = [
        t!(lang, "login-step-phone"),
        t!(lang, "login-step-code"),
        t!(lang, "login-step-password"),
    ];
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
    let lang = view.lang;
    let name = of.account.profile.full_name();
    let title = t!(lang, "login-done-title");
    let content = html! {
        section.card.lonely {
            (icons::done())
            h1 { (title) }
            p.person { (avatar(of.account.profile.user_id, &name)) strong { (name) } }
            p { (t!(lang, "login-done-about")) }
            form.start method="post" action={ "/accounts/" (of.account.id) "/mode" } {
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
    };
    layout::page(view, &title, content)
}
