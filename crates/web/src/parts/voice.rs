//! Voice notes: to be played and read, and the steps of hearing and speaking them.

use domain::{AccountId, Content, Message, ReplyId, SoundForm, Waveform};
use engine::{NotHeard, NotSpoken, TwinEvent};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::bubble;

/// Where the sound of a message is.
pub(crate) fn of_message(account: AccountId, message: &Message) -> String {
    format!("/accounts/{account}/chats/{}/messages/{}/sound", message.chat, message.id)
}

/// Where the sound of a reply's message is that has not arrived, counted from 0.
pub(crate) fn of_reply(reply: ReplyId, position: usize) -> String {
    format!("/replies/{reply}/sound/{position}")
}

/// A player, which fetches nothing before it is asked to play. The script makes it one with a waveform, which it
/// draws once it has the sound.
pub(crate) fn player(label: &str, source: &str) -> Markup {
    sound(source, html! { audio.player controls preload="none" src=(source) aria-label=(label) {} })
}

/// A player is left as the script has made it, also where what stands around it is drawn anew.
fn sound(source: &str, audio: Markup) -> Markup {
    html! { div.sound id={ "sound:" (source) } hx-morph-skip { (audio) } }
}

/// The same where it is known how loud it is along its length.
pub(crate) fn drawn_player(label: &str, source: &str, waveform: &Waveform) -> Markup {
    let bars = bars(waveform);
    let audio = html! { audio.player controls preload="none" src=(source) aria-label=(label) data-bars=(bars) {} };
    sound(source, audio)
}

/// A waveform as the script reads it: a digit of base 32 for each of the hundred values.
fn bars(waveform: &Waveform) -> String {
    let value = |at: usize| {
        let bit = |bit: usize| waveform.get(bit / 8).map_or(0, |byte| byte >> (bit % 8) & 1);
        (0..5).fold(0_u32, |value, place| value | u32::from(bit(at * 5 + place)) << place)
    };
    (0..100).filter_map(|at| char::from_digit(value(at), 32)).collect()
}

/// A round video, which fetches nothing before it is asked to play.
fn video(label: &str, source: &str) -> Markup {
    html! { video.player.round-video controls playsinline preload="none" src=(source) aria-label=(label) {} }
}

/// A voice note of the account's, or what else there is to listen to: what was said, and the way to have it
/// heard.
pub(crate) fn note(lang: Lang, account: AccountId, message: &Message) -> Markup {
    let content = &message.content;
    let label = bubble::name_of(lang, content);
    let source = of_message(account, message);
    let is_video = matches!(content, Content::Sound { form: SoundForm::VideoMessage, .. });
    html! {
        div.voice-note {
            p.kind { (icons::voice()) (label) }
            @if is_video { (video(&label, &source)) } @else { (player(&label, &source)) }
            @match (content.text(), content.is_unheard()) {
                (Some(said), false) => p.text.heard { (said) },
                (None, false) => p.note { (t!(lang, "voice-nobody-speaks")) },
                (caption, true) => {
                    @if let Some(caption) = caption { p.text { (caption) } }
                    form method="post" action={ (source.trim_end_matches("sound")) "hear" } {
                        button.bare.small type="submit" { (t!(lang, "voice-hear")) }
                    }
                }
            }
        }
    }
}

/// A step of hearing or speaking: its kind, its picture, what happens and more of it. `None` for any
/// other.
pub(crate) fn step(
    lang: Lang,
    other: &str,
    event: &TwinEvent,
) -> Option<(&'static str, Markup, String, Markup)> {
    let reason = |text: String| html! { p.reason { (text) } };
    Some(match event {
        TwinEvent::Listening { .. } => {
            ("minor", icons::voice(), t!(lang, "step-listening"), html! {})
        }
        TwinEvent::Heard { message } => {
            let said = match message.content.text() {
                Some(text) => html! { div.said { p.text { (text) } } },
                None => html! { p { (t!(lang, "voice-nobody-speaks")) } },
            };
            ("message incoming", icons::voice(), t!(lang, "step-heard"), said)
        }
        TwinEvent::NotHeard { why, .. } => {
            ("quiet", icons::voice(), t!(lang, "step-not-heard"), reason(not_heard(lang, *why)))
        }
        TwinEvent::Speaking { mouth } => {
            ("minor", icons::voice(), t!(lang, "step-speaking", mouth = mouth.as_str()), html! {})
        }
        TwinEvent::NotSpoken { why } => {
            ("quiet", icons::voice(), t!(lang, "step-not-spoken"), reason(not_spoken(lang, *why)))
        }
        TwinEvent::Recording { .. } => {
            ("typing", icons::voice(), t!(lang, "step-recording", other = other), html! {})
        }
        _ => return None,
    })
}

/// Why a voice note was not heard, and what to do.
pub(crate) fn not_heard(lang: Lang, why: NotHeard) -> String {
    match why {
        NotHeard::Gone => t!(lang, "not-heard-gone"),
        NotHeard::TooLong => t!(lang, "not-heard-too-long"),
        NotHeard::Unreachable => t!(lang, "not-heard-unreachable"),
        NotHeard::Busy => t!(lang, "not-heard-busy"),
        NotHeard::Key => t!(lang, "not-heard-key"),
        NotHeard::Money => t!(lang, "not-heard-money"),
        NotHeard::UnknownModel => t!(lang, "not-heard-unknown-model"),
        NotHeard::Premium => t!(lang, "not-heard-premium"),
        NotHeard::NotAMessage => t!(lang, "not-heard-not-a-message"),
        NotHeard::Unintelligible => t!(lang, "not-heard-unintelligible"),
        NotHeard::NotSound => t!(lang, "not-heard-not-sound"),
        NotHeard::NotAllowed => t!(lang, "not-heard-not-allowed"),
        NotHeard::Refused => t!(lang, "not-heard-refused"),
    }
}

/// Why a reply was not spoken, and what to do.
pub(crate) fn not_spoken(lang: Lang, why: NotSpoken) -> String {
    match why {
        NotSpoken::TooLong => t!(lang, "not-spoken-too-long"),
        NotSpoken::Unreachable => t!(lang, "not-spoken-unreachable"),
        NotSpoken::TimedOut => t!(lang, "not-spoken-timed-out"),
        NotSpoken::NotSound => t!(lang, "not-spoken-not-sound"),
        NotSpoken::Busy => t!(lang, "not-spoken-busy"),
        NotSpoken::Key => t!(lang, "not-spoken-key"),
        NotSpoken::Money => t!(lang, "not-spoken-money"),
        NotSpoken::Unknown => t!(lang, "not-spoken-unknown"),
        NotSpoken::Plan => t!(lang, "not-spoken-plan"),
        NotSpoken::NotTaken => t!(lang, "not-spoken-not-taken"),
        NotSpoken::Nothing => t!(lang, "not-spoken-nothing"),
        NotSpoken::NotAllowed => t!(lang, "not-spoken-not-allowed"),
        NotSpoken::Refused => t!(lang, "not-spoken-refused"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waveform_is_a_digit_for_each_of_its_values() {
        let mut waveform = [0; 63];
        // 1, 2, 31: five bits each, lowest bit first.
        waveform[0] = 1 | 2 << 5;
        waveform[1] = 31 << 2;
        let drawn = bars(&waveform);
        assert_eq!(drawn.len(), 100);
        assert!(drawn.starts_with("12v0"), "{drawn}");
        assert!(bars(&[255; 63]).chars().all(|digit| digit == 'v'));
    }
}
