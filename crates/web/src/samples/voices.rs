//! The page of voice in its states.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    AccountId, AilingEar, AilingMouth, Author, ChoiceError, ClonedVoice, Consent, Content,
    EarError, EarRefusal, KeyPlace, MadeOf, Message, MessageId, MouthError, MouthRefusal, NoSound,
    NoteMeasure, PeerId, Recorded, RecordingId, SpeakingModel, StudioVoice, VoiceChoice, VoiceId,
    VoiceNote, VoicePlan, VoiceState, VoiceTrouble,
};
use engine::{KeyView, NotBegun, NotHeard, NotSpoken, OwnNote, OwnNotes, Recording, VoiceView};
use maud::Markup;

use super::cast::{HOSTILE, account_id, at};
use super::view;
use crate::i18n::Lang;
use crate::pages::voice::{Shown, Tried, page};
use crate::pages::voices as own_page;
use crate::pages::voices::{OfTwin, Picked, Problem, Studio, There};

fn chosen() -> VoiceView {
    let key = |place: &str, variable: Option<&'static str>, entered| KeyView {
        at: KeyPlace {
            place: place.to_owned(),
            takes_key: true,
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

/// The owner's voices, in all their states.
pub(super) fn made() -> Vec<ClonedVoice> {
    let voice = |number: u128, state, problem| ClonedVoice {
        id: VoiceId::new(at(0), number),
        name: if number == 1 { "Илья".to_owned() } else { HOSTILE.to_owned() },
        place: "elevenlabs".to_owned(),
        voice: (state != VoiceState::Making).then(|| format!("voice-{number}")),
        state,
        problem,
        since: at(1),
        consent: Consent { at: at(0), text: HOSTILE.to_owned(), language: "ru".to_owned() },
        of: MadeOf {
            account: Some(account_id()),
            notes: number as u32,
            recordings: 1,
            spoken: Duration::from_secs(102),
        },
    };
    vec![
        voice(1, VoiceState::Made, None),
        voice(2, VoiceState::Making, None),
        voice(3, VoiceState::Unverified, None),
        voice(4, VoiceState::Deleting, None),
        voice(5, VoiceState::Deleting, Some(VoiceTrouble::Key)),
        voice(6, VoiceState::Failed, Some(VoiceTrouble::Plan)),
        voice(7, VoiceState::Made, None),
    ]
}

fn measure(loudness: f64) -> NoteMeasure {
    NoteMeasure {
        duration: Duration::from_millis(42_300),
        speech: Duration::from_secs(36),
        loudness,
        noise: -58.2,
        clipped: 0.0,
        waveform: [0b0101_1010; 63],
    }
}

fn own_notes(measuring: Option<(usize, usize)>) -> OwnNotes {
    let note = |id, measure: Option<NoteMeasure>| OwnNote {
        message: Message {
            chat: PeerId(2),
            id: MessageId(id),
            author: Author::Owner,
            sender: PeerId(1),
            sent_at: at(-i64::from(id) * 7_000),
            content: Content::Voice { seconds: Some(42), said: Some(HOSTILE.to_owned()) },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        },
        chat: HOSTILE.to_owned(),
        proposed: measure.as_ref().is_some_and(|of| of.flaws().is_empty()),
        measure,
    };
    let notes = vec![note(1, Some(measure(-19.4))), note(2, Some(measure(-47.0))), note(3, None)];
    OwnNotes { notes, measuring, is_more: true }
}

/// The pages of the owner's own voice by name.
fn own(lang: Lang) -> Vec<(String, Markup)> {
    let view = view(lang, "/voices");
    let (voices, chosen) = (made(), chosen().choice);
    let chosen = VoiceChoice { voice: "voice-1".to_owned(), ..chosen };
    let place = |needed| KeyPlace {
        place: "elevenlabs".to_owned(),
        takes_key: true,
        needed,
        variable: Some("ELEVENLABS_API_KEY"),
        outside: false,
        is_public: true,
    };
    let place = place(true);
    let twin = |number: u128, voice: Option<&str>| OfTwin {
        id: AccountId::new(at(0), number),
        name: HOSTILE.to_owned(),
        is_bot: number == 2,
        voice: voice.map(str::to_owned),
    };
    let twins = [twin(1, Some("voice-7")), twin(2, Some(HOSTILE)), twin(3, None)];
    let (idle, busy) = (own_notes(None), own_notes(Some((3, 14))));
    let note = VoiceNote { ogg: vec![], seconds: 42, waveform: [0; 63] };
    let recorded = Arc::new(Recorded { note, measure: measure(-22.0) });
    let recordings = [Recording { id: RecordingId::new(at(0), 1), at: at(3), recorded }];
    let shown = own_page::Shown {
        voices: &voices,
        chosen: &chosen,
        place: &place,
        has_key: true,
        twins: &twins,
        account: Some(twins[0].id),
        notes: Some(&idle),
        recordings: &recordings,
        picked: None,
        problem: None,
        said: Some(voices[0].id),
    };
    let nothing = own_page::Shown {
        voices: &[],
        has_key: false,
        twins: &[],
        account: None,
        notes: None,
        recordings: &[],
        said: None,
        ..shown
    };
    let measuring = own_page::Shown { notes: Some(&busy), ..shown };
    let mut pages = vec![
        ("own-voice".to_owned(), own_page::page(&view, &shown)),
        ("own-voice-measuring".to_owned(), own_page::page(&view, &measuring)),
        ("own-voice-nothing".to_owned(), own_page::page(&view, &nothing)),
    ];
    let spoken = Duration::from_secs(30);
    let problems = [
        Problem::NotBegun(NotBegun::Name),
        Problem::NotBegun(NotBegun::NotTheirs),
        Problem::NotBegun(NotBegun::Unmeasured),
        Problem::NotBegun(NotBegun::RecordingGone),
        Problem::NotBegun(NotBegun::TooLittle(spoken)),
        Problem::NotBegun(NotBegun::TooMuch(spoken * 9)),
        Problem::NotBegun(NotBegun::TooMany),
        Problem::NotBegun(NotBegun::Key),
        Problem::NotBegun(NotBegun::Busy),
        Problem::NoConsent,
        Problem::NoSound(NoSound::TooLong(HOSTILE.to_owned())),
        Problem::NoSound(NoSound::OtherForm("MP4")),
        Problem::NoSound(NoSound::Unreadable(HOSTILE.to_owned())),
        Problem::Offline,
        Problem::NotSpoken(NotSpoken::Key),
        Problem::Choice(ChoiceError::BadKey),
        Problem::Choice(ChoiceError::Unavailable(HOSTILE.to_owned())),
    ];
    let picked = Picked { name: HOSTILE.to_owned(), ..Picked::default() };
    for (number, problem) in problems.iter().enumerate() {
        let shown =
            own_page::Shown { problem: Some(problem), picked: Some(&picked), said: None, ..shown };
        pages.push((format!("own-voice-problem-{number}"), own_page::page(&view, &shown)));
    }
    let there = |makes_voices, voices| {
        let voice = |id: &str| StudioVoice {
            id: id.to_owned(),
            name: HOSTILE.to_owned(),
            about: String::new(),
            is_stock: true,
            unverified: false,
        };
        Ok(There {
            plan: VoicePlan {
                name: HOSTILE.to_owned(),
                characters_left: 12_300,
                characters: 30_000,
                renewed: Some(at(900_000)),
                makes_voices,
                voices,
                most_voices: 10,
            },
            models: vec![SpeakingModel {
                id: "eleven_v3".to_owned(),
                name: "Eleven v3".to_owned(),
                languages: ["en", "ru", "de"].map(str::to_owned).to_vec(),
                longest: Some(5_000),
            }],
            voices: vec![voice("voice-1"), voice("stock")],
        })
    };
    for (name, asked) in [
        ("no-key", None),
        ("makes", Some(there(true, 3))),
        ("no-plan", Some(there(false, 3))),
        ("full", Some(there(true, 10))),
        ("wrong-key", Some(Err(VoiceTrouble::Key))),
        ("unreachable", Some(Err(VoiceTrouble::Unreachable))),
    ] {
        let shown = Studio { place: &place, asked: asked.as_ref(), chosen: &chosen, own: &voices };
        pages.push((format!("own-voice-studio-{name}"), own_page::studio_page(&view, &shown)));
    }
    pages
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
        ChoiceError::NoFile {
            path: "data/models/ggml-base.bin".to_owned(),
            name: "whisper:base".to_owned(),
        },
        ChoiceError::NoProgram { program: "/usr/bin/espeak".to_owned() },
        ChoiceError::NoVoice,
        ChoiceError::OnlyProviders { place: "program:/usr/bin/espeak".to_owned() },
        ChoiceError::OnlyProviders { place: "compatible@http://10.0.0.1/v1".to_owned() },
    ];
    for (number, problem) in problems.iter().enumerate() {
        let shown = Shown { problem: Some(problem), ..plain };
        pages.push((format!("voice-problem-{number}"), page(&view, &shown)));
    }
    pages.extend(own(lang));
    pages
}
