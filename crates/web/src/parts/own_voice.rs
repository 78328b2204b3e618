//! Voices that are made of the owner's recordings, in words: how they stand, what is wrong, and how a recording
//! sounds.

use std::time::Duration;

use domain::cloned::{LEAST_SPOKEN, MOST_RECORDINGS, MOST_SPOKEN};
use domain::{Flaw, NoSound, NoteMeasure, VoiceState, VoiceTrouble};
use engine::{LONGEST_VOICE_NAME, NotBegun};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::model::decimal;

/// What a place is called where voices are made: its name, and its address where that is another than its own.
pub(crate) fn provider(place: &str) -> String {
    match place.split_once('@') {
        Some((_, address)) => format!("ElevenLabs ({address})"),
        None => "ElevenLabs".to_owned(),
    }
}

/// What the owner agrees to before anything is sent.
pub(crate) fn consent(lang: Lang, place: &str) -> String {
    t!(lang, "own-voice-consent", provider = provider(place))
}

/// A length in minutes and seconds.
pub(crate) fn length(length: Duration) -> String {
    let seconds = length.as_secs_f64().round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How a voice stands, as a word in a pill.
pub(crate) fn state(lang: Lang, state: VoiceState) -> Markup {
    match state {
        VoiceState::Making => html! { span.status.busy { (t!(lang, "own-voice-making")) } },
        VoiceState::Made => html! { span.status.good { (t!(lang, "own-voice-made")) } },
        VoiceState::Unverified => {
            html! { span.status.quiet { (t!(lang, "own-voice-unverified")) } }
        }
        VoiceState::Deleting => html! { span.status.busy { (t!(lang, "own-voice-deleting")) } },
        VoiceState::Failed => html! { span.status.bad { (t!(lang, "own-voice-failed")) } },
    }
}

/// Why a voice was not made, or is not deleted yet, and what to do.
pub(crate) fn trouble(lang: Lang, trouble: VoiceTrouble) -> String {
    match trouble {
        VoiceTrouble::Key => t!(lang, "voice-trouble-key"),
        VoiceTrouble::Money => t!(lang, "voice-trouble-money"),
        VoiceTrouble::Plan => t!(lang, "voice-trouble-plan"),
        VoiceTrouble::Full => t!(lang, "voice-trouble-full"),
        VoiceTrouble::NotTaken => t!(lang, "voice-trouble-not-taken"),
        VoiceTrouble::Busy => t!(lang, "voice-trouble-busy"),
        VoiceTrouble::Unreachable => t!(lang, "voice-trouble-unreachable"),
        VoiceTrouble::Offline => t!(lang, "voice-trouble-offline"),
        VoiceTrouble::Gone => t!(lang, "voice-trouble-gone"),
        VoiceTrouble::Interrupted => t!(lang, "voice-trouble-interrupted"),
        VoiceTrouble::Refused => t!(lang, "voice-trouble-refused"),
    }
}

/// Why a voice is not begun, and what to do.
pub(crate) fn not_begun(lang: Lang, not: NotBegun) -> String {
    match not {
        NotBegun::Name => t!(lang, "not-begun-name", most = LONGEST_VOICE_NAME),
        NotBegun::NotTheirs => t!(lang, "not-begun-not-theirs"),
        NotBegun::Unmeasured => t!(lang, "not-begun-unmeasured"),
        NotBegun::RecordingGone => t!(lang, "not-begun-recording-gone"),
        NotBegun::TooLittle(spoken) => {
            t!(lang, "not-begun-too-little", spoken = length(spoken), least = length(LEAST_SPOKEN))
        }
        NotBegun::TooMuch(spoken) => {
            t!(lang, "not-begun-too-much", spoken = length(spoken), most = length(MOST_SPOKEN))
        }
        NotBegun::TooMany => t!(lang, "not-begun-too-many", most = MOST_RECORDINGS),
        NotBegun::Key => t!(lang, "voice-trouble-key"),
        NotBegun::Busy => t!(lang, "not-begun-busy"),
    }
}

/// Why a file is no recording, and what to do.
pub(crate) fn no_sound(lang: Lang, no: &NoSound) -> String {
    match no {
        NoSound::TooLong(_) => t!(lang, "no-sound-too-long"),
        NoSound::OtherForm(form) => {
            let form = *form;
            t!(lang, "no-sound-other-form", form = form)
        }
        NoSound::Unreadable(_) => t!(lang, "no-sound-unreadable"),
    }
}

/// What speaks against making a voice of a recording.
pub(crate) fn flaw(lang: Lang, flaw: Flaw) -> String {
    match flaw {
        Flaw::Silent => t!(lang, "flaw-silent"),
        Flaw::Short => t!(lang, "flaw-short"),
        Flaw::Quiet => t!(lang, "flaw-quiet"),
        Flaw::Noisy => t!(lang, "flaw-noisy"),
        Flaw::Clipped => t!(lang, "flaw-clipped"),
    }
}

/// How a recording sounds, as small facts.
pub(crate) fn figures(lang: Lang, of: &NoteMeasure) -> Markup {
    let flaws = of.flaws();
    html! {
        p.facts {
            span { (t!(lang, "figure-length")) " " strong { (length(of.duration)) } }
            span { (t!(lang, "figure-loudness")) " " strong { (level(lang, of.loudness)) } }
            span { (t!(lang, "figure-noise")) " " strong { (level(lang, of.noise)) } }
            @if flaws.is_empty() { span.status.good { (t!(lang, "flaw-none")) } }
            @for one in flaws { span.status.quiet { (flaw(lang, one)) } }
        }
    }
}

/// A level in whole decibels, with the sign that stands for less.
fn level(lang: Lang, level: f64) -> String {
    let written = decimal(lang, level.abs().round());
    let sign = if level < -0.5 { "\u{2212}" } else { "" };
    format!("{sign}{written} {}", t!(lang, "unit-decibels"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_levels_are_written_as_people_read_them() {
        assert_eq!(length(Duration::from_millis(102_600)), "1:43");
        assert_eq!(length(Duration::ZERO), "0:00");
        assert_eq!(level(Lang::En, -19.4), "\u{2212}19 dB");
        assert_eq!(level(Lang::Ru, -0.2), "0 дБ");
        assert_eq!(
            provider("elevenlabs@http://127.0.0.1:9/v1"),
            "ElevenLabs (http://127.0.0.1:9/v1)"
        );
    }
}
