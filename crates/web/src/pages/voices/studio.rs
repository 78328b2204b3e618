//! The markup of whoever makes voices: the plan, the models that speak, and the voices that there are.

use domain::{
    ClonedVoice, KeyPlace, SpeakingModel, StudioVoice, VoiceChoice, VoicePlan, VoiceTrouble,
};
use maud::{Markup, html};

use super::{KEY, MODEL, VOICE};
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::parts::own_voice::{provider, trouble};
use crate::parts::time;

/// What there is at the provider.
pub(crate) struct There {
    pub(crate) plan: VoicePlan,
    pub(crate) models: Vec<SpeakingModel>,
    pub(crate) voices: Vec<StudioVoice>,
}

/// What is shown of it.
pub(crate) struct Studio<'a> {
    pub(crate) place: &'a KeyPlace,
    /// What it answered; `None` where there is no key to ask it with.
    pub(crate) asked: Option<&'a Result<There, VoiceTrouble>>,
    /// What is spoken with now.
    pub(crate) chosen: &'a VoiceChoice,
    pub(crate) own: &'a [ClonedVoice],
}

/// What stands there until it has answered. Without the script it is a link.
pub(super) fn waiting(lang: Lang, place: &KeyPlace) -> Markup {
    html! {
        section #studio .card.model hx-get="/voices/studio" hx-trigger="load" hx-target="#studio" hx-select="#studio" hx-swap="outerHTML" {
            h2 { (provider(&place.place)) }
            p.note { a href="/voices/studio" { (t!(lang, "studio-ask")) } }
        }
    }
}

pub(super) fn without_key(lang: Lang, place: &KeyPlace) -> Markup {
    html! {
        section #studio .card.model {
            h2 { (provider(&place.place)) }
            p { (t!(lang, "studio-no-key", provider = provider(&place.place))) }
            (key(lang, place))
        }
    }
}

/// The page with it alone, of which the other page takes the part.
pub(crate) fn page(view: &View, shown: &Studio<'_>) -> Markup {
    let lang = view.lang;
    let title = provider(&shown.place.place);
    let content = match shown.asked {
        None => without_key(lang, shown.place),
        Some(Err(why)) => html! {
            section #studio .card.model {
                h2 { (title) }
                p.problem role="status" { (trouble(lang, *why)) }
                @if matches!(why, VoiceTrouble::Key) { (key(lang, shown.place)) }
            }
        },
        Some(Ok(there)) => html! {
            section #studio .card.model {
                h2 { (title) }
                (plan(lang, &there.plan))
                (choice(lang, shown, there))
            }
        },
    };
    layout::page(view, &title, content)
}

fn plan(lang: Lang, plan: &VoicePlan) -> Markup {
    html! {
        dl.plan {
            div { dt { (t!(lang, "studio-plan")) } dd { (plan.name) } }
            div {
                dt { (t!(lang, "studio-characters")) }
                dd {
                    (t!(lang, "studio-left", left = plan.characters_left, of = plan.characters))
                    @if let Some(at) = plan.renewed { " · " (t!(lang, "studio-renewed")) " " (time::date(at)) }
                }
            }
            div { dt { (t!(lang, "studio-voices")) } dd { (t!(lang, "studio-used", used = plan.voices, of = plan.most_voices)) } }
        }
        @match plan.check() {
            Ok(()) => p.note { (t!(lang, "studio-makes")) },
            Err(no) => p.problem role="status" { (trouble(lang, no.into())) },
        }
    }
}

/// Which model speaks, and in which voice.
fn choice(lang: Lang, shown: &Studio<'_>, there: &There) -> Markup {
    let chosen = shown.chosen;
    let model =
        chosen.mouth.split_once(':').map(|(_, rest)| rest.split('@').next().unwrap_or(rest));
    let is_known = |id: &str| there.models.iter().any(|known| known.id == id);
    let own =
        |voice: &&StudioVoice| shown.own.iter().any(|own| own.voice.as_ref() == Some(&voice.id));
    let (mine, others): (Vec<_>, Vec<_>) = there.voices.iter().partition(own);
    let one = |voice: &StudioVoice| {
        html! {
            option value=(voice.id) selected[voice.id == chosen.voice] { (voice.name) }
        }
    };
    html! {
        @if !there.models.is_empty() && !there.voices.is_empty() {
            form method="post" action="/voices/choice" {
                label {
                    (t!(lang, "studio-model"))
                    select name=(MODEL) {
                        @for known in &there.models {
                            option value=(known.id) selected[model == Some(known.id.as_str())] {
                                (known.name)
                                @if !known.languages.is_empty() { " · " (languages(lang, known)) }
                            }
                        }
                        @if let Some(other) = model.filter(|model| chosen.mouth.starts_with("elevenlabs:") && !is_known(model)) {
                            option value=(other) selected { (other) }
                        }
                    }
                }
                label {
                    (t!(lang, "voice-voice"))
                    select name=(VOICE) {
                        @if !mine.is_empty() { optgroup label=(t!(lang, "studio-yours")) { @for voice in &mine { (one(voice)) } } }
                        @if !others.is_empty() { optgroup label=(t!(lang, "studio-others")) { @for voice in &others { (one(voice)) } } }
                    }
                }
                p.note { (t!(lang, "studio-voice-hint")) }
                button.plain type="submit" { (t!(lang, "studio-speak")) }
            }
        }
    }
}

/// Whether it speaks the owner's language, and how many others.
fn languages(lang: Lang, model: &SpeakingModel) -> String {
    let codes: Vec<&str> = model.languages.iter().map(String::as_str).collect();
    let both = ["ru", "en"].into_iter().filter(|code| codes.contains(code));
    let known: Vec<&str> = both.collect();
    let others = codes.len() - known.len();
    match others {
        0 => known.join(", "),
        others => t!(lang, "studio-languages", known = known.join(", "), others = others),
    }
}

/// A field for the key.
fn key(lang: Lang, place: &KeyPlace) -> Markup {
    html! {
        form method="post" action="/voices/key" autocomplete="off" {
            label for="studio-key" { (t!(lang, "model-key")) " " code { (place.place) } }
            input id="studio-key" type="password" name=(KEY) autocomplete="off" spellcheck="false" required
                placeholder=(t!(lang, "model-key-placeholder"));
            @if let Some(variable) = place.variable {
                p.note { (t!(lang, "model-key-variable", variable = variable)) }
            }
            button type="submit" { (t!(lang, "save")) }
        }
    }
}
