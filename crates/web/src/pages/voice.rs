//! `/voice`: who hears voice notes, who speaks replies, their keys, and a try of both.

mod page;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AuditAction, ChoiceError, ModelKey, ModelKeys, OwnerId, VoiceChoice, VoiceNote};
use engine::{NotHeard, NotSpoken, VoiceView};

use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::pages::model::OF_SETTINGS;
use crate::pages::sound::sound;
use crate::source::Came;
use crate::{Server, Site, reach};

pub(crate) use page::{Shown, Tried, page, tabs};

const EAR: &str = "ear";
const EAR_FALLBACK: &str = "ear_fallback";
const LANGUAGE: &str = "language";
const MOUTH: &str = "mouth";
const VOICE: &str = "voice";
/// What stands before the place of a key.
const KEY_OF: &str = "key:";
/// What is to be said, or heard, for a try.
const TEXT: &str = "text";
const NOTE: &str = "note";

/// The longest text that is said for a try, in characters.
const LONGEST_TRY: usize = 300;

/// What a form holds, by the names of its fields.
type Fields = BTreeMap<String, String>;

/// What was said last for a try, of each owner, until the server ends.
#[derive(Default)]
pub(crate) struct LastSaid(Mutex<HashMap<OwnerId, VoiceNote>>);

impl LastSaid {
    pub(crate) fn put(&self, owner: OwnerId, note: VoiceNote) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(owner, note);
    }

    fn get(&self, owner: OwnerId) -> Option<VoiceNote> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&owner).cloned()
    }
}

/// `GET /voice`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Response, Error> {
    let voice = voice(&site).await?;
    Ok(page(&view, &Shown::of(&voice)).into_response())
}

/// `POST /voice`: takes a choice, or says what is wrong with it.
pub(crate) async fn choose(
    State(server): State<Arc<Server>>,
    Here(site): Here,
    view: View,
    Came(source): Came,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let (typed, keys) = (choice(&fields), keys(&fields));
    let owner = site.engine.owner();
    if let Some(own) = run_here(&typed) {
        if !reach::looks_after(site.access.as_ref(), owner).await? {
            let problem = ChoiceError::OnlyProviders { place: own.to_owned() };
            return refused(&site, &view, &typed, &problem).await;
        }
        site.confirmed()?;
    }
    let reach = reach::of(site.access.as_ref(), owner, server.any_model_address).await?;
    match site.engine.choose_voice(typed.clone(), keys, reach).await {
        Ok(places) => {
            site.write_down(AuditAction::ModelChosen, &chosen(&typed), &source).await?;
            for place in places {
                site.write_down(AuditAction::ModelKeySet, &place, &source).await?;
            }
            Ok(Redirect::to("/voice").into_response())
        }
        Err(engine::Error::Choice(problem)) => refused(&site, &view, &typed, &problem).await,
        Err(error) => Err(error.into()),
    }
}

/// What of a choice is a program that the server runs, or a file that it reads.
fn run_here(choice: &VoiceChoice) -> Option<&str> {
    let all = [&choice.ear, &choice.mouth].into_iter().chain(&choice.ear_fallback);
    all.map(|text| text.trim()).find(|text| is_run_here(text))
}

fn is_run_here(text: &str) -> bool {
    text.split_once(':').is_some_and(|(who, _)| matches!(who, "piper" | "program" | "whisper"))
}

/// How the log names a choice.
fn chosen(choice: &VoiceChoice) -> String {
    let name = |name: &str| if name.is_empty() { "none".to_owned() } else { name.to_owned() };
    format!("ear {}, mouth {}", name(&choice.ear), name(&choice.mouth))
}

async fn refused(
    site: &Site,
    view: &View,
    typed: &VoiceChoice,
    problem: &ChoiceError,
) -> Result<Response, Error> {
    let voice = voice(site).await?;
    let shown = Shown { typed, problem: Some(problem), ..Shown::of(&voice) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(view, &shown)).into_response())
}

/// `POST /voice/settings`: the settings count again.
pub(crate) async fn forget(Here(site): Here, Came(source): Came) -> Result<Redirect, Error> {
    site.engine.forget_voice_choice().await?;
    site.write_down(AuditAction::ModelChosen, OF_SETTINGS, &source).await?;
    Ok(Redirect::to("/voice"))
}

/// `POST /voice/say`: has a text spoken, to be listened to on the page.
pub(crate) async fn say(
    State(server): State<Arc<Server>>,
    Here(site): Here,
    view: View,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let text = fields.get(TEXT).map(|text| text.trim()).unwrap_or_default();
    let text: String = text.chars().take(LONGEST_TRY).collect();
    let tried = match site.engine.say(&text).await? {
        Some(Ok(note)) => {
            server.last_said.put(site.engine.owner(), note);
            Tried::Said
        }
        Some(Err(why)) => Tried::NotSaid(why),
        None => Tried::NotSaid(NotSpoken::Unknown),
    };
    answered(&site, &view, &tried, &text).await
}

/// `GET /voice/said`: what was said last for a try.
pub(crate) async fn said(
    State(server): State<Arc<Server>>,
    Here(site): Here,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let note = server.last_said.get(site.engine.owner()).ok_or(Error::NotFound)?;
    Ok(sound(&headers, &note.ogg))
}

/// `POST /voice/hear`: has an uploaded voice note heard.
pub(crate) async fn hear(
    Here(site): Here,
    view: View,
    mut form: Multipart,
) -> Result<Response, Error> {
    let mut note = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| Error::Upload)? {
        if field.name() == Some(NOTE) {
            note = field.bytes().await.map_err(|_| Error::Upload)?.to_vec();
        }
    }
    let tried = match site.engine.listen(note).await? {
        Some(Ok(heard)) => Tried::Heard(heard.text),
        Some(Err(why)) => Tried::NotHeard(why),
        None => Tried::NotHeard(NotHeard::UnknownModel),
    };
    answered(&site, &view, &tried, "").await
}

async fn answered(site: &Site, view: &View, tried: &Tried, text: &str) -> Result<Response, Error> {
    let voice = voice(site).await?;
    let shown = Shown { tried: Some(tried), text, ..Shown::of(&voice) };
    Ok(page(view, &shown).into_response())
}

async fn voice(site: &Site) -> Result<VoiceView, Error> {
    site.engine.voice().await?.ok_or(Error::NotFound)
}

fn choice(fields: &Fields) -> VoiceChoice {
    let text = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let lines = text(EAR_FALLBACK);
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    VoiceChoice {
        ear: text(EAR),
        ear_fallback: lines.map(str::to_owned).collect(),
        language: Some(text(LANGUAGE)).filter(|language| !language.is_empty()),
        mouth: text(MOUTH),
        voice: text(VOICE),
    }
}

/// The keys that were entered, by their places.
fn keys(fields: &Fields) -> ModelKeys {
    let entered = fields.iter().filter_map(|(name, text)| {
        let (place, text) = (name.strip_prefix(KEY_OF)?, text.trim());
        (!text.is_empty()).then(|| (place.to_owned(), ModelKey(text.to_owned().into())))
    });
    entered.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_would_run_or_read_is_found_wherever_it_stands() {
        let choice = |ear: &str, fallback: &str, mouth: &str| VoiceChoice {
            ear: ear.to_owned(),
            ear_fallback: vec![fallback.to_owned()],
            mouth: mouth.to_owned(),
            ..VoiceChoice::default()
        };
        assert_eq!(run_here(&choice("openai:a", "openai:b", "elevenlabs:c")), None);
        assert_eq!(run_here(&choice("whisper:a.bin", "", "")), Some("whisper:a.bin"));
        assert_eq!(run_here(&choice("openai:a", " whisper:/b", "")), Some("whisper:/b"));
        assert_eq!(run_here(&choice("", "", " program:/bin/sh ")), Some("program:/bin/sh"));
        assert_eq!(run_here(&choice("", "", "piper:/a.onnx")), Some("piper:/a.onnx"));
    }

    #[test]
    fn a_form_is_a_choice_with_its_keys() {
        let fields: Fields = [
            (EAR, " openai:gpt-transcribe "),
            (EAR_FALLBACK, "compatible:w@http://127.0.0.1:9\r\n\r\n"),
            (LANGUAGE, "ru"),
            (MOUTH, "elevenlabs:eleven_multilingual_v2"),
            (VOICE, "abc"),
            ("key:elevenlabs", " xi "),
            ("key:openai", " "),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into();
        let expected = VoiceChoice {
            ear: "openai:gpt-transcribe".to_owned(),
            ear_fallback: vec!["compatible:w@http://127.0.0.1:9".to_owned()],
            language: Some("ru".to_owned()),
            mouth: "elevenlabs:eleven_multilingual_v2".to_owned(),
            voice: "abc".to_owned(),
        };
        assert_eq!(choice(&fields), expected);
        assert_eq!(keys(&fields).into_keys().collect::<Vec<_>>(), ["elevenlabs"]);
    }
}
