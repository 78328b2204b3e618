//! The markup of making a voice: what the owner has said in voice notes, what they record here, and what they agree
//! to. What is picked stands in one form, whose boxes are spread over the page.

use domain::cloned::{LEAST_SPOKEN, MOST_SPOKEN};
use domain::{Content, NoteKey};
use engine::{LONGEST_VOICE_NAME, NotBegun, OwnNote, OwnNotes, Recording};
use maud::{Markup, html};

use super::page::{Shown, TROUBLE};
use super::{ACCOUNT, CONSENT, NAME, NOTE, Problem, RECORDING};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::field::Beside;
use crate::parts::own_voice::{consent, figures, length};
use crate::parts::{bubble, time, voice};

/// The form to which all boxes belong.
const FORM: &str = "make-voice";

pub(super) fn markup(lang: Lang, shown: &Shown<'_>) -> Markup {
    html! {
        section #make .card.model {
            h2 { (t!(lang, "make-voice-title")) }
            p { (t!(lang, "make-voice-about", least = length(LEAST_SPOKEN), most = length(MOST_SPOKEN))) }
            (notes(lang, shown))
            (recordings(lang, shown))
            (form(lang, shown))
        }
    }
}

/// What the owner has said in voice notes.
fn notes(lang: Lang, shown: &Shown<'_>) -> Markup {
    let Some(account) = shown.account else { return Markup::default() };
    let unknown = OwnNotes::default();
    let of = shown.notes.unwrap_or(&unknown);
    let here = format!("/voices?account={account}");
    let again = of.measuring.map(|_| "load delay:1s");
    html! {
        div #own-notes hx-get=[again.map(|_| here.as_str())] hx-trigger=[again] hx-target=[again.map(|_| "#own-notes")]
            hx-select=[again.map(|_| "#own-notes")] hx-swap=[again.map(|_| "outerHTML")] {
            h3 { (t!(lang, "make-voice-notes")) }
            @let people = || shown.twins.iter().filter(|twin| !twin.is_bot);
            @if people().count() > 1 {
                nav.whom aria-label=(t!(lang, "make-voice-whose")) {
                    @for twin in people() {
                        a.chip href={ "/voices?account=" (twin.id) "#make" } aria-current=[(twin.id == account).then_some("true")] {
                            span { (twin.name) }
                        }
                    }
                }
            }
            @if of.notes.is_empty() { p.note { (t!(lang, "make-voice-no-notes")) } }
            @match of.measuring {
                Some((done, all)) => div.measuring {
                    p role="status" { (t!(lang, "make-voice-measuring", done = done, of = all)) }
                    progress value=(done) max=(all) aria-label=(t!(lang, "make-voice-measure")) {}
                },
                None if of.is_more => form method="post" action="/voices/measure" {
                    input type="hidden" name=(ACCOUNT) value=(account);
                    button.plain type="submit" { (icons::voice()) (t!(lang, "make-voice-measure")) }
                    p.note { (t!(lang, "make-voice-measure-about")) }
                },
                None => {}
            }
            @if of.notes.iter().any(|note| note.measure.is_some()) {
                ol.picks { @for note in &of.notes { (own_note(lang, shown, account, note)) } }
            }
        }
    }
}

fn own_note(
    lang: Lang,
    shown: &Shown<'_>,
    account: domain::AccountId,
    OwnNote { message, chat, measure, proposed }: &OwnNote,
) -> Markup {
    let Some(measure) = measure else { return Markup::default() };
    let key = NoteKey { chat: message.chat, message: message.id };
    let is_picked = shown.picked.map_or(*proposed, |picked| picked.notes.contains(&key));
    let said = match &message.content {
        Content::Voice { said, .. } => said.as_deref().filter(|said| !said.is_empty()),
        _ => None,
    };
    let label = bubble::summary(lang, &message.content);
    let source = voice::of_message(account, message);
    html! {
        li.pick {
            label.tick {
                input type="checkbox" form=(FORM) name=(NOTE) value={ (message.chat) ":" (message.id) }
                    data-ms=(measure.duration.as_millis()) checked[is_picked];
                span { strong { (chat) } " · " (time::when(message.sent_at)) }
            }
            (voice::drawn_player(&label, &source, &measure.waveform))
            (figures(lang, measure))
            @if let Some(said) = said { p.text.heard { (said) } }
        }
    }
}

/// What is recorded here. The script draws the microphone's button.
fn recordings(lang: Lang, shown: &Shown<'_>) -> Markup {
    let is_no_sound = matches!(shown.problem, Some(Problem::NoSound(_)));
    let file = Beside::default().wrong_at(is_no_sound.then_some(TROUBLE));
    html! {
        div #recordings {
            h3 { (t!(lang, "make-voice-record")) }
            p { (t!(lang, "make-voice-record-about")) }
            details.more {
                summary { (t!(lang, "make-voice-read")) }
                p.read-aloud { (t!(lang, "make-voice-read-aloud")) }
            }
            @if !shown.recordings.is_empty() {
                ol.picks { @for one in shown.recordings { (recording(lang, shown, one)) } }
            }
            div.recorder hidden data-recorder="/voices/recordings" data-field=(RECORDING)
                data-unable=(t!(lang, "recorder-unable")) data-refused=(t!(lang, "recorder-refused"))
                data-lost=(t!(lang, "recorder-lost")) data-runs=(t!(lang, "recorder-runs")) data-reads=(t!(lang, "recorder-reads")) {
                button type="button" data-start { (icons::voice()) (t!(lang, "recorder-start")) }
                button.danger type="button" data-stop hidden { (t!(lang, "recorder-stop")) }
                p role="status" {}
            }
            details.more {
                summary { (t!(lang, "make-voice-upload")) }
                form method="post" action="/voices/recordings" enctype="multipart/form-data" {
                    label for="recording-file" {
                        (t!(lang, "make-voice-file"))
                        input id="recording-file" type="file" name=(RECORDING) required
                            accept="audio/ogg,audio/webm,audio/wav,.ogg,.oga,.opus,.webm,.wav"
                            aria-describedby=[file.by()] aria-invalid=[file.is_wrong()];
                    }
                    button.plain type="submit" { (t!(lang, "make-voice-add")) }
                }
            }
        }
    }
}

fn recording(lang: Lang, shown: &Shown<'_>, Recording { id, at, recorded }: &Recording) -> Markup {
    let address = format!("/voices/recordings/{id}");
    let is_picked = shown.picked.is_none_or(|picked| picked.recordings.contains(id));
    let measure = &recorded.measure;
    html! {
        li.pick {
            label.tick {
                input type="checkbox" form=(FORM) name=(RECORDING) value=(id)
                    data-ms=(measure.duration.as_millis()) checked[is_picked];
                span { strong { (t!(lang, "make-voice-recording")) } " · " (time::clock(*at)) }
            }
            (voice::drawn_player(&t!(lang, "make-voice-recording"), &format!("{address}/sound"), &measure.waveform))
            (figures(lang, measure))
            form method="post" action={ (address) "/drop" } {
                button.bare.small type="submit" { (t!(lang, "make-voice-drop")) }
            }
        }
    }
}

/// The name, the consent, and how much was picked. The script counts; without it the server says what is missing.
fn form(lang: Lang, shown: &Shown<'_>) -> Markup {
    let name = shown.picked.map(|picked| picked.name.as_str()).unwrap_or_default();
    let own = shown.account.and_then(|id| shown.twins.iter().find(|twin| twin.id == id));
    let name = match (name, own) {
        ("", Some(twin)) => twin.name.as_str(),
        (name, _) => name,
    };
    let beside = |is_wrong: bool| Beside::default().wrong_at(is_wrong.then_some(TROUBLE));
    let agreed = beside(matches!(shown.problem, Some(Problem::NoConsent)));
    let named = beside(matches!(shown.problem, Some(Problem::NotBegun(NotBegun::Name))));
    html! {
        form id=(FORM) method="post" action="/voices" data-least=(LEAST_SPOKEN.as_millis()) data-most=(MOST_SPOKEN.as_millis()) {
            h3 { (t!(lang, "make-voice-agree")) }
            @if let Some(account) = shown.account { input type="hidden" name=(ACCOUNT) value=(account); }
            label for="voice-name" {
                (t!(lang, "make-voice-name"))
                input id="voice-name" type="text" name=(NAME) value=(name) maxlength=(LONGEST_VOICE_NAME) required
                    aria-describedby=[named.by()] aria-invalid=[named.is_wrong()];
            }
            p.spoken hidden role="status" data-few=(t!(lang, "spoken-few", least = length(LEAST_SPOKEN)))
                data-fits=(t!(lang, "spoken-fits")) data-many=(t!(lang, "spoken-many", most = length(MOST_SPOKEN))) {
                strong { (t!(lang, "spoken-picked")) " " output { "0:00" } } " " span {}
            }
            label.tick {
                input type="checkbox" name=(CONSENT) value="yes" required
                    aria-describedby=[agreed.by()] aria-invalid=[agreed.is_wrong()];
                span { (consent(lang, &shown.place.place)) }
            }
            p.note { (t!(lang, "make-voice-kept")) }
            button type="submit" disabled[!shown.has_key] { (t!(lang, "make-voice-do")) }
            @if !shown.has_key { p.note { (t!(lang, "make-voice-needs-key")) } }
        }
    }
}
