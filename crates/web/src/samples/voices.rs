//! The page of voice in its states.

use domain::{
    AilingEar, AilingMouth, ChoiceError, EarError, EarRefusal, KeyPlace, MouthError, MouthRefusal,
    VoiceChoice,
};
use engine::{KeyView, NotHeard, NotSpoken, VoiceView};
use maud::Markup;

use super::cast::{HOSTILE, at};
use super::view;
use crate::i18n::Lang;
use crate::pages::voice::{Shown, Tried, page};

fn chosen() -> VoiceView {
    let key = |place: &str, variable: Option<&'static str>, entered| KeyView {
        at: KeyPlace {
            place: place.to_owned(),
            needed: variable.is_some(),
            variable,
            outside: false,
            is_public: variable.is_some(),
        },
        entered,
    };
    VoiceView {
        choice: VoiceChoice {
            ear: "openai:gpt-transcribe".to_owned(),
            ear_fallback: vec![HOSTILE.to_owned()],
            language: Some("ru".to_owned()),
            mouth: "elevenlabs:eleven_multilingual_v2".to_owned(),
            voice: HOSTILE.to_owned(),
        },
        is_owners: true,
        hears: Some("openai:gpt-transcribe".to_owned()),
        speaks: Some("elevenlabs:eleven_multilingual_v2".to_owned()),
        problem: None,
        keys: vec![
            key("openai", Some("OPENAI_API_KEY"), true),
            key("elevenlabs", Some("ELEVENLABS_API_KEY"), false),
            key("compatible@http://127.0.0.1:9/v1", None, false),
        ],
        ailing_ears: vec![],
        ailing_mouths: vec![],
    }
}

fn ailing() -> VoiceView {
    let ear = AilingEar {
        ear: HOSTILE.to_owned(),
        at: at(1),
        why: EarError::Refused { refusal: EarRefusal::Money, reason: HOSTILE.to_owned() },
        until: Some(at(3_600)),
    };
    let mouth = AilingMouth {
        mouth: HOSTILE.to_owned(),
        at: at(1),
        why: MouthError::Refused { refusal: MouthRefusal::Plan, reason: HOSTILE.to_owned() },
        until: None,
    };
    VoiceView { ailing_ears: vec![ear], ailing_mouths: vec![mouth], ..chosen() }
}

fn nobody(problem: Option<ChoiceError>) -> VoiceView {
    VoiceView {
        choice: VoiceChoice::default(),
        is_owners: false,
        hears: None,
        speaks: None,
        problem,
        keys: vec![],
        ..chosen()
    }
}

/// The pages by name.
pub(super) fn voices(lang: Lang) -> Vec<(String, Markup)> {
    let view = view(lang, "/voice");
    let draw = |voice: &VoiceView| page(&view, &Shown::of(voice));
    let mut pages = vec![
        ("voice".to_owned(), draw(&chosen())),
        ("voice-ailing".to_owned(), draw(&ailing())),
        ("voice-nobody".to_owned(), draw(&nobody(None))),
        ("voice-not-made".to_owned(), draw(&nobody(Some(ChoiceError::NoVoice)))),
    ];
    let voice = chosen();
    let plain = Shown { text: HOSTILE, ..Shown::of(&voice) };
    let tries = [
        ("said", Tried::Said),
        ("not-said", Tried::NotSaid(NotSpoken::Key)),
        ("heard", Tried::Heard(HOSTILE.to_owned())),
        ("heard-nothing", Tried::Heard(String::new())),
        ("not-heard", Tried::NotHeard(NotHeard::Unreachable)),
    ];
    for (name, tried) in &tries {
        let shown = Shown { tried: Some(tried), ..plain };
        pages.push((format!("voice-{name}"), page(&view, &shown)));
    }
    let problems = [
        ChoiceError::NoVoice,
        ChoiceError::OnlyProviders { place: "program:/usr/bin/espeak".to_owned() },
        ChoiceError::OnlyProviders { place: "compatible@http://10.0.0.1/v1".to_owned() },
    ];
    for (number, problem) in problems.iter().enumerate() {
        let shown = Shown { problem: Some(problem), ..plain };
        pages.push((format!("voice-problem-{number}"), page(&view, &shown)));
    }
    pages
}
