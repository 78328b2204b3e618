//! The markup of the page of voice.

use domain::{ChoiceError, VoiceChoice};
use engine::{KeyView, NotHeard, NotSpoken, VoiceView};
use maud::{Markup, html};

use super::{
    EAR, EAR_FALLBACK, KEY_OF, LANGUAGE, LONGEST_TRY, MOUTH, NOTE, TEXT, VOICE, is_run_here,
};
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::parts::field::{Beside, problem};
use crate::parts::model::choice_problem;
use crate::parts::{time, voice};

/// What came of a try.
pub(crate) enum Tried {
    /// It was said, and can be listened to.
    Said,
    /// It was not.
    NotSaid(NotSpoken),
    /// This was heard.
    Heard(String),
    /// Nothing was.
    NotHeard(NotHeard),
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// What is in force.
    pub(crate) voice: &'a VoiceView,
    /// What stands in the form.
    pub(crate) typed: &'a VoiceChoice,
    /// Why that was not taken.
    pub(crate) problem: Option<&'a ChoiceError>,
    /// What came of a try, and of which text.
    pub(crate) tried: Option<&'a Tried>,
    pub(crate) text: &'a str,
}

impl<'a> Shown<'a> {
    /// What is in force, and nothing else.
    pub(crate) fn of(voice: &'a VoiceView) -> Self {
        Self { voice, typed: &voice.choice, problem: None, tried: None, text: "" }
    }
}

pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "voice-title");
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "voice-about")) } } }
        (tabs(lang, false))
        div.beside {
            (choice(lang, shown))
            div.tries {
                (now(lang, shown))
                (say(lang, shown))
                (hear(lang, shown))
            }
        }
    };
    layout::page(view, &title, content)
}

/// The two pages of voice: what is set and tried, and the owner's own.
pub(crate) fn tabs(lang: Lang, is_own: bool) -> Markup {
    html! {
        nav.segments.tabs aria-label=(t!(lang, "voice-title")) {
            a href="/voice" aria-current=[(!is_own).then_some("page")] { (t!(lang, "voice-tab-settings")) }
            a href="/voices" aria-current=[is_own.then_some("page")] { (t!(lang, "voice-tab-own")) }
        }
    }
}

/// Who hears and who speaks, and what ails them.
fn now(lang: Lang, Shown { voice, .. }: &Shown<'_>) -> Markup {
    html! {
        section.card.model.now {
            @match &voice.hears {
                Some(name) => p { (t!(lang, "voice-hears")) " " code { (name) } },
                None => p { (t!(lang, "voice-hears-nobody")) },
            }
            @match &voice.speaks {
                Some(name) => p { (t!(lang, "voice-speaks")) " " code { (name) } },
                None => p { (t!(lang, "voice-speaks-nobody")) },
            }
            p.note {
                @if voice.is_owners { (t!(lang, "model-origin-page")) }
                @else if voice.choice == VoiceChoice::default() { (t!(lang, "model-origin-default")) }
                @else { (t!(lang, "model-origin-settings")) }
            }
            @if let Some(problem) = &voice.problem {
                p.problem role="alert" { (words(lang, problem)) }
            }
            @for ailing in &voice.ailing_ears {
                div.problem role="status" {
                    p { code { (ailing.ear) } " · " (t!(lang, "model-ailing-asked")) " " (time::lately(ailing.at)) }
                    p { strong { (voice::not_heard(lang, NotHeard::of(&ailing.why))) } }
                }
            }
            @for ailing in &voice.ailing_mouths {
                div.problem role="status" {
                    p { code { (ailing.mouth) } " · " (t!(lang, "model-ailing-asked")) " " (time::lately(ailing.at)) }
                    p { strong { (voice::not_spoken(lang, NotSpoken::of(&ailing.why))) } }
                }
            }
        }
    }
}

/// Whether what stands in a field is why a choice was not taken; of all keys together. Where it is not told which of
/// several, it is each that holds something.
fn is_due_to(problem: &ChoiceError, typed: &VoiceChoice, field: &str) -> bool {
    match problem {
        ChoiceError::NoVoice => field == VOICE,
        ChoiceError::NoProgram { .. } => field == MOUTH,
        ChoiceError::NoKey { .. } | ChoiceError::BadKey | ChoiceError::KeyFile { .. } => {
            field == KEY_OF
        }
        ChoiceError::OnlyFallback => field == EAR,
        ChoiceError::BadNumber { .. } | ChoiceError::NoPrices | ChoiceError::Unavailable(_) => {
            false
        }
        ChoiceError::UnknownProvider { .. }
        | ChoiceError::NoModel { .. }
        | ChoiceError::NoAddress { .. }
        | ChoiceError::BadAddress { .. }
        | ChoiceError::OnlyProviders { .. }
        | ChoiceError::NoFile { .. } => match field {
            EAR => !typed.ear.is_empty(),
            EAR_FALLBACK => !typed.ear_fallback.is_empty(),
            MOUTH => !typed.mouth.is_empty(),
            _ => false,
        },
    }
}

/// What is wrong with a choice.
fn words(lang: Lang, problem: &ChoiceError) -> String {
    match problem {
        ChoiceError::OnlyProviders { place } if is_run_here(place) => {
            t!(lang, "voice-only-administrators", place = place.as_str())
        }
        other => choice_problem(lang, other),
    }
}

/// Something to say, and to listen to.
fn say(lang: Lang, Shown { voice, tried, text, .. }: &Shown<'_>) -> Markup {
    let not_said = matches!(tried, Some(Tried::NotSaid(_))).then_some("not-said");
    let not_said = Beside::default().wrong_at(not_said);
    html! {
        @if voice.speaks.is_some() {
            form.card.model method="post" action="/voice/say" {
                h2 { (t!(lang, "voice-say")) }
                label.visually-hidden for="say" { (t!(lang, "voice-say-text")) }
                textarea id="say" name=(TEXT) rows="3" maxlength=(LONGEST_TRY) required
                    placeholder=(t!(lang, "voice-say-example")) aria-describedby=[not_said.by()]
                { "\n" (text) }
                @match tried {
                    Some(Tried::Said) => (voice::player(&t!(lang, "voice-listen"), "/voice/said")),
                    Some(Tried::NotSaid(why)) => p #not-said .problem role="alert" { (voice::not_spoken(lang, *why)) },
                    _ => {}
                }
                button.plain type="submit" { (t!(lang, "voice-say-do")) }
            }
        }
    }
}

/// A voice note to be read.
fn hear(lang: Lang, Shown { voice, tried, .. }: &Shown<'_>) -> Markup {
    let not_heard = matches!(tried, Some(Tried::NotHeard(_))).then_some("not-heard");
    let not_heard = Beside::default().wrong_at(not_heard);
    html! {
        @if voice.hears.is_some() {
            form.card.model method="post" action="/voice/hear" enctype="multipart/form-data" {
                h2 { (t!(lang, "voice-try-hear")) }
                label for="note" {
                    (t!(lang, "voice-hear-note"))
                    input id="note" type="file" name=(NOTE) accept="audio/*,video/mp4,.ogg,.oga,.opus,.mp3,.m4a,.flac,.wav,.mp4" required
                        aria-describedby=[not_heard.by()];
                }
                @match tried {
                    Some(Tried::Heard(text)) if text.is_empty() => p.note { (t!(lang, "voice-nobody-speaks")) },
                    Some(Tried::Heard(text)) => blockquote { (text) },
                    Some(Tried::NotHeard(why)) => p #not-heard .problem role="alert" { (voice::not_heard(lang, *why)) },
                    _ => {}
                }
                button.plain type="submit" { (t!(lang, "voice-hear-do")) }
            }
        }
    }
}

/// The form.
fn choice(lang: Lang, shown: &Shown<'_>) -> Markup {
    let Shown { typed, problem: why, voice, .. } = *shown;
    let language = typed.language.as_deref().unwrap_or_default();
    let beside =
        |name: &str| Beside::problem_if(why.is_some_and(|why| is_due_to(why, typed, name)));
    let hinted = |name: &str, hint: &'static str| {
        Beside::hint(hint).wrong_if(beside(name).is_wrong().is_some())
    };
    let fallback = beside(EAR_FALLBACK);
    html! {
        form.card.model method="post" action="/voice" autocomplete="off" {
            h2 { (t!(lang, "voice-choice")) }
            (problem(why.map(|why| words(lang, why)).as_deref()))
            (field(EAR, &t!(lang, "voice-ear"), &typed.ear, "openai:gpt-transcribe", hinted(EAR, "ear-hint")))
            p #ear-hint .note { (t!(lang, "voice-ear-hint")) }
            label for="ear_fallback" {
                (t!(lang, "voice-fallback"))
                textarea id="ear_fallback" name=(EAR_FALLBACK) rows="2" spellcheck="false"
                    aria-describedby=[fallback.by()] aria-invalid=[fallback.is_wrong()] { "\n" (typed.ear_fallback.join("\n")) }
            }
            label for="language" {
                (t!(lang, "voice-language"))
                select id="language" name=(LANGUAGE) {
                    @for (code, name) in [("", t!(lang, "voice-language-any")), ("ru", t!(lang, "voice-language-ru")), ("en", t!(lang, "voice-language-en"))] {
                        option value=(code) selected[code == language] { (name) }
                    }
                    @if !matches!(language, "" | "ru" | "en") { option value=(language) selected { (language) } }
                }
            }
            (field(MOUTH, &t!(lang, "voice-mouth"), &typed.mouth, "elevenlabs:eleven_multilingual_v2", hinted(MOUTH, "mouth-hint")))
            p #mouth-hint .note { (t!(lang, "voice-mouth-hint")) }
            (field(VOICE, &t!(lang, "voice-voice"), &typed.voice, "", hinted(VOICE, "voice-hint")))
            p #voice-hint .note { (t!(lang, "voice-voice-hint")) }
            @for view in &voice.keys { (key(lang, view, beside(KEY_OF))) }
            p.note { (t!(lang, "voice-when-hint")) }
            button type="submit" { (t!(lang, "save")) }
            @if voice.is_owners {
                button.secondary type="submit" formaction="/voice/settings" { (t!(lang, "model-forget")) }
            }
        }
    }
}

fn field(name: &str, label: &str, value: &str, example: &str, beside: Beside<'_>) -> Markup {
    let id = format!("field-{name}");
    html! {
        label for=(id) {
            (label)
            input id=(id) type="text" name=(name) value=(value) placeholder=(example) spellcheck="false"
                autocapitalize="none" aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        }
    }
}

fn key(lang: Lang, KeyView { at, entered }: &KeyView, beside: Beside<'_>) -> Markup {
    let id = format!("field-key-{}", at.place);
    html! {
        label for=(id) {
            (t!(lang, "model-key")) " " code { (at.place) } " · "
            @if *entered { (t!(lang, "model-key-set")) }
            @else if at.outside { (t!(lang, "model-key-outside")) }
            @else if at.needed { strong { (t!(lang, "model-key-missing")) } }
            @else { (t!(lang, "model-key-not-set")) }
        }
        input id=(id) type="password" name={ (KEY_OF) (at.place) } autocomplete="off" spellcheck="false"
            placeholder=(t!(lang, "model-key-placeholder"))
            aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        @if let Some(variable) = at.variable {
            p.note { (t!(lang, "model-key-variable", variable = variable)) }
        }
    }
}
