//! The markup of the page: the owner's voices, and in which voice each twin speaks.

use domain::{AccountId, ClonedVoice, KeyPlace, VoiceChoice, VoiceId, VoiceState};
use engine::{OwnNotes, Recording};
use maud::{Markup, html};

use super::{ACCOUNT, Picked, Problem, VOICE, make, studio};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::voice;
use crate::parts::model::choice_problem;
use crate::parts::own_voice::{length, provider, state, trouble};
use crate::parts::voice::{not_spoken, player};
use crate::parts::{own_voice, time};

/// In which voice the twin of an account speaks.
pub(crate) struct OfTwin {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    /// Whether it is a bot's, in whose name nobody speaks but the twin.
    pub(crate) is_bot: bool,
    /// By the provider's name of it; `None` is the chosen one.
    pub(crate) voice: Option<String>,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) voices: &'a [ClonedVoice],
    /// What is spoken with now.
    pub(crate) chosen: &'a VoiceChoice,
    /// Where voices are made, and whether there is a key for it.
    pub(crate) place: &'a KeyPlace,
    pub(crate) has_key: bool,
    pub(crate) twins: &'a [OfTwin],
    /// Whose voice notes are shown.
    pub(crate) account: Option<AccountId>,
    pub(crate) notes: Option<&'a OwnNotes>,
    pub(crate) recordings: &'a [Recording],
    /// What was picked, where it is to be picked anew.
    pub(crate) picked: Option<&'a Picked>,
    pub(crate) problem: Option<&'a Problem>,
    /// In which voice something was said just now.
    pub(crate) said: Option<VoiceId>,
}

pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "own-voice-title");
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "own-voice-about")) } } }
        (voice::tabs(lang, true))
        (problem(lang, shown))
        (voices(lang, shown))
        div.beside {
            div { (make::markup(lang, shown)) }
            div.tries {
                @if shown.has_key { (studio::waiting(lang, shown.place)) }
                @else { (studio::without_key(lang, shown.place)) }
                (twins(lang, shown))
            }
        }
    };
    layout::page(view, &title, content)
}

/// Where it is said what was not done.
pub(super) const TROUBLE: &str = "trouble";

fn problem(lang: Lang, Shown { problem, .. }: &Shown<'_>) -> Markup {
    let Some(problem) = problem else { return Markup::default() };
    let words = match problem {
        Problem::NotBegun(not) => own_voice::not_begun(lang, *not),
        Problem::NoConsent => t!(lang, "not-begun-no-consent"),
        Problem::NoSound(no) => own_voice::no_sound(lang, no),
        Problem::Offline => t!(lang, "voice-trouble-offline"),
        Problem::NotSpoken(why) => not_spoken(lang, *why),
        Problem::Choice(problem) => choice_problem(lang, problem),
    };
    html! { p.problem id=(TROUBLE) role="alert" { (words) } }
}

/// The voices that there are. While something goes on the page looks again by itself.
fn voices(lang: Lang, shown: &Shown<'_>) -> Markup {
    let is_busy = shown.voices.iter().any(|voice| {
        voice.state == VoiceState::Making
            || (voice.state == VoiceState::Deleting && voice.problem.is_none())
    });
    let again = is_busy.then_some("load delay:2s");
    html! {
        div #own-voices .cards.own-voices hx-get=[again.map(|_| "/voices")] hx-trigger=[again]
            hx-target=[again.map(|_| "#own-voices")] hx-select=[again.map(|_| "#own-voices")] hx-swap=[again.map(|_| "outerHTML")] {
            @for voice in shown.voices { (card(lang, shown, voice)) }
        }
    }
}

fn card(lang: Lang, shown: &Shown<'_>, voice: &ClonedVoice) -> Markup {
    let address = format!("/voices/{}", voice.id);
    let speaks_now = !shown.chosen.mouth.is_empty()
        && voice.voice.as_deref() == Some(shown.chosen.voice.as_str());
    let place = provider(&voice.place);
    let whose = place.as_str();
    html! {
        article.card.own-voice {
            header { h2 { (voice.name) } (state(lang, voice.state)) }
            p.facts { (made_of(lang, voice)) }
            @match voice.state {
                VoiceState::Making => p.note { (t!(lang, "own-voice-making-about", provider = whose)) },
                VoiceState::Unverified => p { (t!(lang, "own-voice-unverified-about", provider = whose)) },
                VoiceState::Deleting => p { (t!(lang, "own-voice-deleting-about", provider = whose)) },
                VoiceState::Made if speaks_now => p.speaks-now { (icons::done()) (t!(lang, "own-voice-speaks-now")) },
                VoiceState::Made | VoiceState::Failed => {}
            }
            @if let Some(why) = voice.problem { p.problem role="status" { (trouble(lang, why)) } }
            @if shown.said == Some(voice.id) { (player(&t!(lang, "voice-listen"), "/voice/said")) }
            div.actions {
                @if voice.speaks() {
                    form method="post" action={ (address) "/say" } {
                        button.plain type="submit" { (t!(lang, "own-voice-say")) }
                    }
                    @if !speaks_now {
                        form method="post" action={ (address) "/speak" } {
                            button type="submit" { (t!(lang, "own-voice-speak")) }
                        }
                    }
                }
                @if voice.state == VoiceState::Failed {
                    form method="post" action={ (address) "/forget" } {
                        button.plain type="submit" { (t!(lang, "own-voice-forget")) }
                    }
                }
            }
            details.more {
                summary { (t!(lang, "own-voice-agreed")) " " (time::date(voice.consent.at)) }
                blockquote lang=(voice.consent.language) { (voice.consent.text) }
                @if voice.state == VoiceState::Deleting {
                    @if voice.problem.is_some() {
                        p.note { (t!(lang, "own-voice-forget-about", provider = whose)) }
                        form method="post" action={ (address) "/forget" } {
                            button.plain type="submit" { (t!(lang, "own-voice-forget")) }
                        }
                    }
                } @else if voice.state != VoiceState::Failed {
                    p.note { (t!(lang, "own-voice-withdraw-about", provider = whose)) }
                    form method="post" action={ (address) "/withdraw" } {
                        button.danger type="submit" { (t!(lang, "own-voice-withdraw")) }
                    }
                }
            }
        }
    }
}

/// Of what a voice was made, and how long that is.
fn made_of(lang: Lang, voice: &ClonedVoice) -> Markup {
    let of = voice.of;
    html! {
        @if of.notes > 0 { span { (t!(lang, "own-voice-of-notes", count = of.notes)) } }
        @if of.recordings > 0 { span { (t!(lang, "own-voice-of-recordings", count = of.recordings)) } }
        span { (length(of.spoken)) }
        span { (time::date(voice.consent.at)) }
    }
}

/// In which voice each twin speaks, where there is a choice.
fn twins(lang: Lang, Shown { twins, voices, .. }: &Shown<'_>) -> Markup {
    let speak = voices.iter().any(ClonedVoice::speaks);
    if !speak && twins.iter().all(|twin| twin.voice.is_none()) {
        return Markup::default();
    }
    html! {
        section.card.model {
            h2 { (t!(lang, "own-voice-twins")) }
            @for twin in *twins {
                form.twin-voice method="post" action="/voices/twin" {
                    input type="hidden" name=(ACCOUNT) value=(twin.id);
                    label { (twin.name) (choice(lang, &t!(lang, "own-voice-as-chosen"), twin.voice.as_deref(), voices)) }
                    button.plain type="submit" { (t!(lang, "save")) }
                }
            }
            p.note { (t!(lang, "own-voice-twins-about")) }
        }
    }
}

/// A choice among the owner's voices, and what is chosen now if that is another.
pub(crate) fn choice(
    lang: Lang,
    nothing: &str,
    chosen: Option<&str>,
    voices: &[ClonedVoice],
) -> Markup {
    let speaking = || voices.iter().filter(|voice| voice.speaks());
    let is_own = |id: &str| speaking().any(|voice| voice.voice.as_deref() == Some(id));
    html! {
        select name=(VOICE) {
            option value="" selected[chosen.is_none()] { (nothing) }
            @for voice in speaking() {
                option value=[voice.voice.as_deref()] selected[voice.voice.as_deref() == chosen] { (voice.name) }
            }
            @if let Some(other) = chosen.filter(|chosen| !is_own(chosen)) {
                option value=(other) selected { (t!(lang, "own-voice-other", voice = other)) }
            }
        }
    }
}
